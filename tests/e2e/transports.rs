//! Reporters with real receivers: each receiver stores the values of the exposition.

mod abuse;
mod hostile;
mod lifetime;
mod outage;
mod scaling;
mod stored;
mod wire;
