//! The crates that are built, with metrics and with hand-written statics.

use std::fmt::Write;
use std::path::Path;

use crate::Size;

/// A library crate.
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    pub(crate) source: String,
}

impl Crate {
    fn new(name: &'static str, write: impl FnOnce(&mut String)) -> Self {
        let mut source = String::new();
        write(&mut source);
        Crate { name, source }
    }

    /// All crates depend on Gapless, so that cargo does the same work.
    pub(crate) fn manifest(&self, repository: &Path) -> String {
        let facade = repository.join("runtime/facade");
        format!(
            "[package]\nname = {:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
             [dependencies]\ngapless = {{ path = {facade:?}, default-features = false }}\n",
            self.name,
        )
    }
}

/// Metrics in blocks, as a user declares them.
pub(crate) const BLOCKS: &str = "blocks";
/// The metrics of `BLOCKS`, each in its own block.
pub(crate) const APART: &str = "apart";
/// Statics with the data of these metrics.
pub(crate) const STATICS: &str = "statics";
/// Annotated functions.
pub(crate) const INSTRUMENTED: &str = "instrumented";
/// These functions without the attribute.
pub(crate) const FUNCTIONS: &str = "functions";

pub(crate) fn all(size: &Size) -> [Crate; 5] {
    let modules = |write: fn(&Module, &mut String)| {
        move |source: &mut String| {
            (0..size.blocks).for_each(|block| write(&Module { block, n: size.metrics_per_block }, source));
        }
    };
    let functions = |attribute: &'static str| {
        move |source: &mut String| {
            (0..size.functions).for_each(|index| write_function(index, attribute, source));
        }
    };
    [
        Crate::new(BLOCKS, modules(Module::write_block)),
        Crate::new(APART, modules(Module::write_apart)),
        Crate::new(STATICS, |source| {
            source.push_str(PLAIN);
            modules(Module::write_statics)(source);
        }),
        Crate::new(INSTRUMENTED, functions("#[gapless::instrument_metric]\n")),
        Crate::new(FUNCTIONS, functions("")),
    ]
}

/// A module of a program, with its own labels and metrics.
struct Module {
    block: usize,
    n: usize,
}

const CHANNELS: &str = "Gossip, Testing, OffTopic, Help, News";
const CHANNEL_TEXTS: &str = r#""gossip", "testing", "off_topic", "help", "news""#;
const ORIGINS: &str = "Web, Telnet, Mobile, Bot, Api";
const ORIGIN_TEXTS: &str = r#""web", "telnet", "mobile", "bot", "api""#;

/// The type of the hand-written statics.
const PLAIN: &str = "\
pub struct Plain {
    pub name: &'static str,
    pub help: &'static str,
    pub group: &'static str,
    pub labels: [(&'static str, [&'static str; 5]); 2],
    pub value: std::sync::atomic::AtomicU64,
}
";

impl Module {
    fn write_block(&self, source: &mut String) {
        self.write_module("#[derive(gapless::LabelValue)] ", source, |source| {
            self.open_block(source);
            (0..self.n).for_each(|index| self.write_metric(index, source));
            source.push_str("    }\n");
        });
    }

    fn write_apart(&self, source: &mut String) {
        self.write_module("#[derive(gapless::LabelValue)] ", source, |source| {
            for index in 0..self.n {
                self.open_block(source);
                self.write_metric(index, source);
                source.push_str("    }\n");
            }
        });
    }

    fn write_statics(&self, source: &mut String) {
        self.write_module("", source, |source| {
            (0..self.n).for_each(|index| self.write_static(index, source));
        });
    }

    fn write_module(&self, derive: &str, source: &mut String, write: impl FnOnce(&mut String)) {
        let block = self.block;
        add(source, format_args!("pub mod module_{block} {{\n"));
        add(source, format_args!("    {derive}pub enum Channel {{ {CHANNELS} }}\n"));
        add(source, format_args!("    {derive}pub enum Origin {{ {ORIGINS} }}\n"));
        write(source);
        source.push_str("}\n");
    }

    fn open_block(&self, source: &mut String) {
        let block = self.block;
        add(
            source,
            format_args!("    gapless::defmetrics! {{\n        #![namespace = \"module_{block}\"]\n"),
        );
        add(source, format_args!("        #![group = \"module_{block}\"]\n"));
    }

    fn write_metric(&self, index: usize, source: &mut String) {
        let (kind, name, help) = (kind(index), name(index), self.help(index));
        add(source, format_args!("        /// {help}\n"));
        add(source, format_args!("        pub {kind} {name}(channel: Channel, origin: Origin);\n"));
    }

    fn write_static(&self, index: usize, source: &mut String) {
        let (block, name, help) = (self.block, name(index), self.help(index));
        add(source, format_args!("    /// {help}\n    pub static {}: super::Plain =\n", name.to_uppercase()));
        add(
            source,
            format_args!("        super::Plain {{ name: \"module_{block}_{name}\", help: \"{help}\",\n"),
        );
        add(
            source,
            format_args!("        group: \"module_{block}\", labels: [(\"channel\", [{CHANNEL_TEXTS}]),\n"),
        );
        add(source, format_args!("        (\"origin\", [{ORIGIN_TEXTS}])], value: "));
        source.push_str("std::sync::atomic::AtomicU64::new(0) };\n");
    }

    fn help(&self, index: usize) -> String {
        format!("What happened in the part {index} of the module {}.", self.block)
    }
}

/// Of twenty metrics, most are counters.
fn kind(index: usize) -> &'static str {
    match index % 20 {
        0..12 => "counter",
        12..15 => "up_down_counter",
        15..17 => "gauge",
        _ => "histogram",
    }
}

fn name(index: usize) -> String {
    match kind(index) {
        "counter" => format!("events_{index}_total"),
        "histogram" => format!("wait_{index}_seconds"),
        _ => format!("things_{index}"),
    }
}

/// Half of the functions are async.
fn write_function(index: usize, attribute: &str, source: &mut String) {
    let asyncness = if index.is_multiple_of(2) { "" } else { "async " };
    add(source, format_args!("{attribute}pub {asyncness}fn function_{index}(n: u64) "));
    source.push_str("-> Result<u8, std::num::TryFromIntError> {\n    u8::try_from(n)\n}\n");
}

fn add(source: &mut String, text: std::fmt::Arguments<'_>) {
    source.write_fmt(text).expect("a string takes all that is written");
}
