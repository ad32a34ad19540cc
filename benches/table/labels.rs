//! Labels, for Gapless and for each peer.

use gapless::LabelValue;
use gapless::descriptor::LabelValues;
use measured::FixedCardinalityLabel;
use measured::label::LabelVisitor;
use opentelemetry::KeyValue;
use prometheus_client::encoding::{EncodeLabelValue, LabelValueEncoder};

use crate::inputs::Inputs;

/// Implements the traits of peers that encode labels through calls.
macro_rules! encode_by_text {
    ($name:ident) => {
        impl EncodeLabelValue for $name {
            fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
                EncodeLabelValue::encode(&self.as_label(), encoder)
            }
        }

        impl fastmetrics::encoder::EncodeLabelValue for $name {
            fn encode(
                &self,
                encoder: &mut dyn fastmetrics::encoder::LabelEncoder,
            ) -> fastmetrics::error::Result<()> {
                encoder.encode_str_value(self.as_label())
            }
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue, FixedCardinalityLabel)]
pub(crate) enum Channel {
    Gossip,
    Testing,
    OffTopic,
    Help,
    News,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue, FixedCardinalityLabel)]
pub(crate) enum Origin {
    Web,
    Telnet,
    Mobile,
    Bot,
    Api,
}

encode_by_text!(Channel);
encode_by_text!(Origin);

prometheus_static_metric::make_static_metric! {
    pub label_enum Channels { gossip, testing, off_topic, help, news }
    pub label_enum Origins { web, telnet, mobile, bot, api }
    pub struct StaticCounter: IntCounter { "channel" => Channels, "origin" => Origins }
    pub struct StaticHistogram: Histogram { "channel" => Channels, "origin" => Origins }
}

/// Two labels of five values each.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    measured::LabelGroup,
    prometheus_client::encoding::EncodeLabelSet,
    fastmetrics::derive::LabelSet,
)]
#[label(set = MessageSet)]
pub(crate) struct Message {
    pub(crate) channel: Channel,
    pub(crate) origin: Origin,
}

impl Message {
    const CHANNELS: [Channel; 5] =
        [Channel::Gossip, Channel::Testing, Channel::OffTopic, Channel::Help, Channel::News];
    const ORIGINS: [Origin; 5] = [Origin::Web, Origin::Telnet, Origin::Mobile, Origin::Bot, Origin::Api];

    /// Returns all combinations in an order that a branch predictor cannot learn.
    pub(crate) fn inputs() -> Inputs<Message> {
        let messages = |channel| Message::ORIGINS.map(|origin| Message { channel, origin });
        Inputs::of(Message::CHANNELS.map(messages).as_flattened())
    }

    /// Returns the labels for `prometheus-static-metric`.
    pub(crate) fn statics(self) -> (Channels, Origins) {
        let channel = match self.channel {
            Channel::Gossip => Channels::gossip,
            Channel::Testing => Channels::testing,
            Channel::OffTopic => Channels::off_topic,
            Channel::Help => Channels::help,
            Channel::News => Channels::news,
        };
        let origin = match self.origin {
            Origin::Web => Origins::web,
            Origin::Telnet => Origins::telnet,
            Origin::Mobile => Origins::mobile,
            Origin::Bot => Origins::bot,
            Origin::Api => Origins::api,
        };
        (channel, origin)
    }

    pub(crate) fn texts(self) -> [&'static str; 2] {
        [self.channel.as_label(), self.origin.as_label()]
    }

    /// Returns the attributes for `opentelemetry`.
    pub(crate) fn key_values(self) -> [KeyValue; 2] {
        let [channel, origin] = self.texts();
        [KeyValue::new("channel", channel), KeyValue::new("origin", origin)]
    }
}

/// Declares a label with numbered values.
macro_rules! numbered_label {
    ($name:ident $prefix:literal $($number:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $name(pub(crate) usize);

        impl LabelValue for $name {
            const LABELS: LabelValues = LabelValues::new(&[$(concat!($prefix, $number)),*]);

            fn index(&self) -> usize {
                self.0
            }
        }

        impl measured::label::LabelValue for $name {
            fn visit<V: LabelVisitor>(&self, visitor: V) -> V::Output {
                visitor.write_str(self.as_label())
            }
        }

        impl FixedCardinalityLabel for $name {
            fn cardinality() -> usize {
                Self::CARDINALITY
            }

            fn encode(&self) -> usize {
                self.0
            }

            fn decode(value: usize) -> Self {
                $name(value)
            }
        }

        encode_by_text!($name);
    };
}

macro_rules! hundred_values {
    ($name:ident $prefix:literal) => {
        numbered_label!($name $prefix
            00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19
            20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39
            40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59
            60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79
            80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99
        );
    };
}

numbered_label!(Region "region-" 0 1 2 3 4 5 6 7 8 9);
numbered_label!(Service "service-" 0 1 2 3 4 5 6 7 8 9);
numbered_label!(Shard "shard-" 0 1 2 3 4 5 6 7 8 9);
numbered_label!(Zone "tenant-" 0 1 2 3 4 5 6 7 8 9);
hundred_values!(Queue "queue-");
hundred_values!(Tenant "tenant-");
