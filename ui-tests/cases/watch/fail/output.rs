use std::sync::Arc;

use gapless::watch::Watch;

struct Import {
    lines: u64,
}

async fn import() -> Import {
    Import { lines: 3 }
}

fn main() {
    let _task = gapless::watch("importer", import());
    let _task = Watch::new("importer").task(async { Import { lines: 3 } });
    let _task = Watch::new("importer").task_with(import(), |import| import.lines == 0);
    let _value = Watch::of(Arc::new(Import { lines: 3 })).value();
}
