//! HTTP requests of axum and of other tower services.
