//! The reporters of an instance, before they start.

use std::sync::Arc;

use gapless_core::Source;
use gapless_encode::View;
use gapless_report::{executable, host, EngineBuilder, Planned, Program, Reporters};

use super::application::Application;
use super::error::{Error, ErrorKind};
use crate::config::Config;

const UNKNOWN: &str = "unknown";

/// Checks the reporters of an instance. They run when the engine starts.
pub(super) async fn plan(
    planned: Vec<Planned>,
    config: &Config,
    application: Option<Arc<dyn Source>>,
    view: &View,
) -> Result<EngineBuilder, Error> {
    let application = if planned.is_empty() { None } else { application };
    let program = program(config, application).await;
    let engine = EngineBuilder::new(view.clone(), program, config.labels.clone(), config.shutdown_timeout);
    let mut engine = engine.map_err(ErrorKind::Reporter)?;
    let known = match planned.iter().any(Planned::needs_metrics) {
        true => view.collected().await,
        false => view.clone(),
    };
    planned.into_iter().try_for_each(|planned| engine.add(planned, &known)).map_err(ErrorKind::Reporter)?;
    Ok(engine)
}

/// Checks the reporters of a disabled instance, which never run.
pub(super) fn disabled(planned: Vec<Planned>) -> Result<Reporters, Error> {
    let reporters = Reporters::disabled();
    let mut planned = planned.into_iter();
    planned.try_for_each(|planned| reporters.add_disabled(planned)).map_err(ErrorKind::Reporter)?;
    Ok(reporters)
}

/// Returns the program as the configuration names it, or else the plugin `Application`, or else its file.
async fn program(config: &Config, application: Option<Arc<dyn Source>>) -> Program {
    let application = Application::of(application).await;
    let name = config.program.clone().or_else(|| application.label("name")).or_else(executable);
    let program = Program::new(name.unwrap_or_else(|| UNKNOWN.to_owned()), instance(config));
    application.label("version").into_iter().fold(program, Program::with_version)
}

/// Returns the instance as the configuration names it, or else the name of the machine. The port of the server tells
/// several processes of a program on one machine apart.
fn instance(config: &Config) -> String {
    if let Some(instance) = &config.instance {
        return instance.clone();
    }
    let host = host().unwrap_or_else(|| UNKNOWN.to_owned());
    let port = config.server.addr.as_deref().and_then(|addr| addr.rsplit_once(':')?.1.parse::<u16>().ok());
    match port.filter(|port| *port != 0) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instance_has_the_port_of_the_server() {
        let host = instance(&Config::new());
        for (addr, port) in [("0.0.0.0:9464", ":9464"), ("[::1]:9464", ":9464"), ("127.0.0.1:0", "")] {
            assert_eq!(instance(&Config::new().server(addr)), format!("{host}{port}"));
            assert_eq!(instance(&Config::new().server(addr).instance("web-1")), "web-1");
        }
    }
}
