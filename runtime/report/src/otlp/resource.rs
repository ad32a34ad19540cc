//! The resource: attributes that describe the program.

use super::{attribute, field};
use crate::protobuf::Message;
use crate::reporters::Program;

/// Encodes the message `Resource`. An attribute of the settings replaces one of the program.
pub(super) fn encode(program: &Program, further: &[(String, String)]) -> Vec<u8> {
    let mut attributes = vec![
        ("service.name", program.name()),
        ("service.instance.id", program.instance()),
        ("telemetry.sdk.name", "gapless"),
        ("telemetry.sdk.language", "rust"),
        ("telemetry.sdk.version", env!("CARGO_PKG_VERSION")),
    ];
    attributes.extend(program.version().map(|version| ("service.version", version)));
    attributes.retain(|(name, _)| !further.iter().any(|(own, _)| own == name));
    attributes.extend(further.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut resource = Message::default();
    for (name, value) in attributes {
        attribute::write(field::resource::ATTRIBUTES, name, value, &mut resource);
    }
    resource.into_bytes()
}
