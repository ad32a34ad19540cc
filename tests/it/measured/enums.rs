//! Enums as state sets.

use std::sync::Mutex;

use gapless::{LabelValue, Measured, instrument_metric};

use crate::{exported_or_absent, lines};

/// The phase of the server.
#[derive(Debug, Clone, Copy, PartialEq, LabelValue)]
#[instrument_metric(namespace = "measured", name = "server_phase")]
enum Phase {
    Starting,
    #[label(rename = "is-up")]
    Running,
}

#[test]
fn an_enum_is_a_state_set_of_its_current_variant() {
    let phase: Measured<Mutex<Phase>> = Phase::Starting.measured();
    assert_eq!(exported_or_absent("measured_server_phase", &[]), Some(0.0));
    *phase.lock().unwrap() = Phase::Running;
    let states = lines("measured_server_phase{");
    assert_eq!(
        states,
        [
            "measured_server_phase{measured_server_phase=\"starting\"} 0",
            "measured_server_phase{measured_server_phase=\"is-up\"} 1"
        ]
    );
    drop(phase);
    assert_eq!(exported_or_absent("measured_server_phase", &[]), None);
}
