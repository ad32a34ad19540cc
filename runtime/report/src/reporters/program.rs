//! The program, as receivers of its metrics know it.

/// The program whose metrics are sent: its name, its version, and the name of this instance of the program.
///
/// Prometheus adds the labels `job` and `instance` when it scrapes a program. A reporter adds these labels itself:
/// `job` is the name of the program. In OpenTelemetry, the name is `service.name`, the version is `service.version`,
/// and the instance is `service.instance.id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    name: String,
    version: Option<String>,
    instance: String,
}

impl Program {
    /// Creates the description of a program.
    ///
    /// ```
    /// use gapless::report::Program;
    ///
    /// let program = Program::new("shop", "web-1").with_version("1.2.0");
    /// assert_eq!((program.name(), program.instance()), ("shop", "web-1"));
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, instance: impl Into<String>) -> Self {
        Program { name: name.into(), version: None, instance: instance.into() }
    }

    /// Sets the version.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Returns the name of the program.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the version of the program, if it is known.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns the name of this instance of the program. By default, an [`Instance`] uses the name of the machine, with
    /// the port of the server if the configuration has one.
    ///
    /// [`Instance`]: https://docs.rs/gapless/latest/gapless/struct.Instance.html
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.instance
    }
}
