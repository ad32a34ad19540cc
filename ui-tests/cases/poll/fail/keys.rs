#[gapless::poll(evry = "5s", every = 5, every = "0s", name, limit = "5 seconds", detach_on_error = true)]
fn queue() {}

#[gapless::poll(every = "5s", limit = "10s")]
fn late() {}

#[gapless::poll(every = "5s", every = "6s", delay)]
async fn twice() {}

fn main() {
    queue();
}
