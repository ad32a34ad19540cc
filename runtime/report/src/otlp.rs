//! The reporter for OpenTelemetry: OTLP over HTTP.

#![allow(dead_code)]

mod answer;
mod attribute;
mod exemplar;
mod exponential;
mod field;
mod number;
mod point;
mod request;
mod resource;
mod unit;
