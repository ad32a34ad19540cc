gapless::expect_modules![
    chat,
    crate,
    self::chat,
    crate::chat::{rooms, users},
    crate::games,
    crate::r#games,
    crate::names as other,
    "crate::text",
];

fn main() {}
