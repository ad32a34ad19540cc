//! Datapoints: what is shown of a series between two readings, such as a rate or a quantile.
