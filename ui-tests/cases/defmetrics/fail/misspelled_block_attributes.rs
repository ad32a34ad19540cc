//! Misspelled attributes of a block.

use gapless::defmetrics;

defmetrics! {
    #![namespce = "chat"]
    #![name_space = "chat"]
    #![grop = "chat"]
    #![krate = ::gapless]
    #![prefix = "chat"]
    #![labels(region = "eu")]

    /// Messages.
    counter messages_total;
}

fn main() {
    messages_total().inc();
}
