//! Renderings of many series.

use std::hint::black_box;
use std::io::Write;
use std::sync::Mutex;

use fastmetrics::format::text::TextProfile;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use gapless::encode::Format;
use gapless::{LabelValue, Registry, defmetrics};
use measured::label::LabelGroupSet;
use measured::metric::MetricFamilyEncoding;
use measured::metric::histogram::Thresholds;
use measured::metric::name::MetricName;
use measured::text::BufferedTextEncoder;
use metrics_exporter_prometheus::PrometheusBuilder;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use prometheus::core::Collector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};
use zstd::stream::write::Encoder as ZstdEncoder;

use crate::case::{Bar, Case, Contender, Role};
use crate::histograms::BOUNDS;
use crate::labels::{Queue, Region, Service, Shard, Tenant, Zone};

defmetrics! {
    #![group = "render_100k"]

    /// Requests.
    #[max_series(100000)]
    counter render_requests_total(region: Region, service: Service, shard: Shard, tenant: Tenant);
}

defmetrics! {
    #![group = "render_1m"]

    /// Requests.
    #[max_series(1000000)]
    counter render_queue_requests_total(region: Region, service: Service, shard: Queue, tenant: Tenant);
}

defmetrics! {
    #![group = "render_histograms"]

    /// Time to answer.
    #[max_series(150000)]
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram render_duration_seconds(region: Region, service: Service, shard: Shard, tenant: Zone);
}

const NAMES: [&str; 4] = ["region", "service", "shard", "tenant"];

/// One series: its labels as indexes and strings, and its number.
struct Series {
    labels: [usize; 4],
    texts: [&'static str; 4],
    number: u64,
}

/// All combinations of regions, services, and two more labels.
fn all_series<C: LabelValue, D: LabelValue>() -> Vec<Series> {
    let (c, d) = (C::CARDINALITY, D::CARDINALITY);
    let series = |index: usize| {
        let labels = [index / d / c / 10, index / d / c % 10, index / d % c, index % d];
        let texts = [Region::LABELS, Service::LABELS, C::LABELS, D::LABELS];
        let text = |label: usize| texts[label].get(labels[label]);
        Series { labels, texts: [text(0), text(1), text(2), text(3)], number: index as u64 }
    };
    (0..100 * c * d).map(series).collect()
}

impl Series {
    /// A total with the same number of digits for every series.
    fn total(&self) -> u64 {
        1_000_003 + 7 * self.number
    }

    /// The values that each histogram observes.
    const OBSERVED: [f64; 3] = [0.003, 0.2, 7.5];
}

/// Disables all groups except one.
fn show_only(group: &str) {
    let registry = Registry::global();
    for other in ["record", "functions", "gapless", "render_100k", "render_1m", "render_histograms"] {
        let switch = registry.switch_group(other).expect("they are declared here");
        if other == group { switch.enable() } else { switch.disable() }
    }
}

/// Gapless, rendering the chunks that a server sends or one buffer, and its peers.
fn with_gapless<const N: usize>(others: [Contender; N]) -> Vec<Contender> {
    let in_chunks = || Format::Text.scrape().for_each(|chunk| drop(black_box(chunk)));
    let mut contenders = vec![
        rendering(Role::Gapless, "Gapless", in_chunks),
        rendering(Role::Variant, "Gapless, into one buffer", || Format::Text.scrape().into_bytes()),
    ];
    contenders.extend(others);
    contenders
}

/// A contender that renders text.
fn rendering<R>(role: Role, name: &'static str, render: impl Fn() -> R + Sync + 'static) -> Contender {
    Contender::new(role, name, move |_| drop(black_box(render())))
}

/// Copies what Gapless renders into allocated memory.
fn copying() -> Contender {
    let text = Format::Text.scrape().into_bytes();
    let to = Mutex::new(text.clone());
    rendering(Role::Limit, "a copy of the same bytes", move || {
        let mut to = to.lock().expect("copying never panics");
        black_box(&mut *to).copy_from_slice(black_box(&text));
    })
}

/// Brings each counter of the first hundred thousand to its total.
fn record(all: &[Series]) {
    for series in all {
        let [region, service, shard, tenant] = series.labels;
        let counter = render_requests_total(Region(region), Service(service), Shard(shard), Tenant(tenant));
        counter.inc_by(series.total() - counter.get());
    }
}

pub(crate) fn counters() -> Case {
    let all = all_series::<Shard, Tenant>();
    record(&all);
    show_only("render_100k");
    Case {
        what: "rendering 100,000 counters with 4 labels, per series",
        n: all.len(),
        concurrent: false,
        bars: vec![Bar::OfBest([1.0 / 10.0; 2]), Bar::OfLimit(2.5)],
        contenders: with_gapless([
            measured_counters::<RequestsSet>(&all, Requests::new),
            prometheus_counters(&all),
            prometheus_client_counters(&all),
            fastmetrics_counters(&all),
            metrics_counters(&all),
            copying(),
        ]),
    }
}

/// Compresses what [`counters`] renders at the lowest level. Gapless compresses chunk by chunk while it renders; the
/// others compress existing text. All except zstd write zlib's format; gzip differs in its checksum.
pub(crate) fn compressed_counters() -> Case {
    record(&all_series::<Shard, Tenant>());
    show_only("render_100k");
    let text = Format::Text.scrape().into_bytes();
    let (of_zlib, of_miniz) = (text.clone(), text);
    Case {
        what: "rendering and compressing 100,000 counters with 4 labels, per series",
        n: 100_000,
        concurrent: false,
        bars: vec![Bar::Of(ZLIB, [1.0; 2])],
        contenders: vec![
            rendering(Role::Gapless, "Gapless, miniz_oxide", || miniz(Format::Text.scrape())),
            rendering(Role::Variant, "Gapless, zlib-rs", || zlib(Format::Text.scrape())),
            rendering(Role::Variant, "Gapless, zstd", || zstd(Format::Text.scrape())),
            rendering(Role::Peer, ZLIB, move || zlib([&of_zlib])),
            rendering(Role::Peer, "miniz_oxide, without rendering", move || miniz([&of_miniz])),
            copying(),
        ],
    }
}

const ZLIB: &str = "zlib-rs, without rendering";

fn zlib(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut stream = ZlibEncoder::new(Vec::new(), Compression::new(1));
    for chunk in chunks {
        stream.write_all(chunk.as_ref()).expect("memory takes all of it");
    }
    stream.finish().expect("memory takes all of it")
}

fn zstd(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut stream = ZstdEncoder::new(Vec::new(), 1).expect("1 is a level of zstd");
    for chunk in chunks {
        stream.write_all(chunk.as_ref()).expect("memory takes all of it");
    }
    stream.finish().expect("memory takes all of it")
}

fn miniz(chunks: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut compressed = Vec::new();
    let mut stream = CompressorOxide::new(create_comp_flags_from_zip_params(1, 15, 0));
    let mut write = |chunk: &[u8], flush| {
        compress_to_output(&mut stream, chunk, flush, |out| {
            compressed.extend_from_slice(out);
            true
        })
    };
    for chunk in chunks {
        write(chunk.as_ref(), TDEFLFlush::None);
    }
    write(&[], TDEFLFlush::Finish);
    compressed
}

pub(crate) fn million_counters() -> Case {
    let all = all_series::<Queue, Tenant>();
    for series in &all {
        let [region, service, shard, tenant] = series.labels;
        let counter =
            render_queue_requests_total(Region(region), Service(service), Queue(shard), Tenant(tenant));
        counter.inc_by(series.total());
    }
    show_only("render_1m");
    Case {
        what: "rendering 1,000,000 counters with 4 labels, per series",
        n: all.len(),
        concurrent: false,
        bars: vec![Bar::OfBest([1.0 / 20.0; 2])],
        contenders: with_gapless([
            measured_counters::<QueueRequestsSet>(&all, QueueRequests::new),
            prometheus_client_counters(&all),
            fastmetrics_counters(&all),
            copying(),
        ]),
    }
}

pub(crate) fn histograms() -> Case {
    let all = all_series::<Shard, Zone>();
    for series in &all {
        let [region, service, shard, tenant] = series.labels;
        let histogram = render_duration_seconds(Region(region), Service(service), Shard(shard), Zone(tenant));
        Series::OBSERVED.into_iter().for_each(|value| histogram.observe(value));
    }
    show_only("render_histograms");
    Case {
        what: "rendering 10,000 histograms of 15 lines, per histogram",
        n: all.len(),
        concurrent: false,
        bars: vec![Bar::OfBest([1.0 / 12.0; 2])],
        contenders: with_gapless([
            measured_histograms(&all),
            prometheus_histograms(&all),
            prometheus_client_histograms(&all),
            fastmetrics_histograms(&all),
            metrics_histograms(&all),
            copying(),
        ]),
    }
}

/// Declares labels of `measured`.
macro_rules! label_group {
    ($name:ident $set:ident $shard:ident $tenant:ident) => {
        #[derive(Clone, Copy, Debug, PartialEq, measured::LabelGroup)]
        #[label(set = $set)]
        struct $name {
            region: Region,
            service: Service,
            shard: $shard,
            tenant: $tenant,
        }

        impl $name {
            fn new([region, service, shard, tenant]: [usize; 4]) -> Self {
                let (region, service) = (Region(region), Service(service));
                $name { region, service, shard: $shard(shard), tenant: $tenant(tenant) }
            }
        }
    };
}

label_group!(Requests RequestsSet Shard Tenant);
label_group!(QueueRequests QueueRequestsSet Queue Tenant);
label_group!(Durations DurationsSet Shard Zone);

fn measured_counters<L>(all: &[Series], group: fn([usize; 4]) -> L::Group<'static>) -> Contender
where
    L: LabelGroupSet + Default + Send + Sync + 'static,
    L::Unique: Send + Sync,
{
    let counter = measured::CounterVec::<L>::dense();
    for series in all {
        let id = counter.with_labels(group(series.labels));
        counter.get_metric(id).inc_by(series.total());
    }
    measured(MetricName::from_str("render_requests_total"), counter)
}

fn measured_histograms(all: &[Series]) -> Contender {
    let thresholds = Thresholds::with_buckets(BOUNDS);
    let histogram = measured::HistogramVec::<DurationsSet, 12>::dense_with_metadata(thresholds);
    for series in all {
        let labels = Durations::new(series.labels);
        Series::OBSERVED.into_iter().for_each(|value| histogram.observe(labels, value));
    }
    measured(MetricName::from_str("render_duration_seconds"), histogram)
}

fn measured<T>(name: &'static MetricName, family: T) -> Contender
where
    T: MetricFamilyEncoding<BufferedTextEncoder> + Sync + 'static,
{
    rendering(Role::Peer, "measured", move || {
        let mut encoder = BufferedTextEncoder::new();
        family.collect_family_into(name, &mut encoder).expect("memory takes all that is written");
        encoder.finish()
    })
}

fn prometheus_counters(all: &[Series]) -> Contender {
    let options = Opts::new("render_requests_total", "Requests.");
    let counter = IntCounterVec::new(options, &NAMES).expect("a valid metric");
    for series in all {
        counter.with_label_values(&series.texts).inc_by(series.total());
    }
    prometheus(counter)
}

fn prometheus_histograms(all: &[Series]) -> Contender {
    let options = HistogramOpts::new("render_duration_seconds", "Time.").buckets(BOUNDS.to_vec());
    let histogram = HistogramVec::new(options, &NAMES).expect("a valid metric");
    for series in all {
        let histogram = histogram.with_label_values(&series.texts);
        Series::OBSERVED.into_iter().for_each(|value| histogram.observe(value));
    }
    prometheus(histogram)
}

fn prometheus(family: impl Collector + 'static) -> Contender {
    let registry = prometheus::Registry::new();
    registry.register(Box::new(family)).expect("the registry is empty");
    rendering(Role::Peer, "prometheus", move || {
        prometheus::TextEncoder::new().encode_to_string(&registry.gather()).expect("valid metrics")
    })
}

/// Labels for peers that take pairs of strings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pairs([(&'static str, &'static str); 4]);

impl Pairs {
    fn of(series: &Series) -> Self {
        Pairs(std::array::from_fn(|label| (NAMES[label], series.texts[label])))
    }
}

impl prometheus_client::encoding::EncodeLabelSet for Pairs {
    fn encode(&self, encoder: &mut prometheus_client::encoding::LabelSetEncoder<'_>) -> std::fmt::Result {
        prometheus_client::encoding::EncodeLabelSet::encode(&self.0, encoder)
    }
}

fn prometheus_client_counters(all: &[Series]) -> Contender {
    use prometheus_client::metrics::{counter::Counter, family::Family};

    let counter = Family::<Pairs, Counter>::default();
    for series in all {
        counter.get_or_create(&Pairs::of(series)).inc_by(series.total());
    }
    prometheus_client("render_requests", counter)
}

fn prometheus_client_histograms(all: &[Series]) -> Contender {
    use prometheus_client::metrics::{family::Family, histogram::Histogram};

    let new: fn() -> Histogram = || Histogram::new(BOUNDS);
    let histogram = Family::<Pairs, Histogram, _>::new_with_constructor(new);
    for series in all {
        let histogram = histogram.get_or_create(&Pairs::of(series));
        Series::OBSERVED.into_iter().for_each(|value| histogram.observe(value));
    }
    prometheus_client("render_duration_seconds", histogram)
}

fn prometheus_client(name: &str, family: impl prometheus_client::registry::Metric) -> Contender {
    let mut registry = prometheus_client::registry::Registry::default();
    registry.register(name, "What is rendered", family);
    rendering(Role::Peer, "prometheus-client", move || {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).expect("memory takes all of it");
        text
    })
}

impl fastmetrics::raw::LabelSetSchema for Pairs {
    fn names() -> Option<&'static [&'static str]> {
        Some(&NAMES)
    }
}

impl fastmetrics::encoder::EncodeLabelSet for Pairs {
    fn encode(
        &self,
        encoder: &mut dyn fastmetrics::encoder::LabelSetEncoder,
    ) -> fastmetrics::error::Result<()> {
        self.0.encode(encoder)
    }
}

fn fastmetrics_counters(all: &[Series]) -> Contender {
    use fastmetrics::metrics::{counter::Counter, family::Family};

    let counter = Family::<Pairs, Counter>::default();
    for series in all {
        counter.with_or_new(&Pairs::of(series), |counter| counter.inc_by(series.total()));
    }
    fastmetrics("render_requests", counter)
}

fn fastmetrics_histograms(all: &[Series]) -> Contender {
    use fastmetrics::metrics::{family::Family, histogram::Histogram};

    let histogram = Family::<Pairs, Histogram>::new(|| Histogram::new(BOUNDS));
    for series in all {
        histogram.with_or_new(&Pairs::of(series), |histogram| {
            Series::OBSERVED.into_iter().for_each(|value| histogram.observe(value));
        });
    }
    fastmetrics("render_duration_seconds", histogram)
}

fn fastmetrics(name: &'static str, family: impl fastmetrics::registry::Metric + 'static) -> Contender {
    let mut registry = fastmetrics::registry::Registry::builder().build().expect("valid options");
    registry.register(name, "What is rendered", family).expect("the registry is empty");
    rendering(Role::Peer, "fastmetrics", move || {
        let mut text = String::new();
        fastmetrics::format::text::encode(&mut text, &registry, TextProfile::default())
            .expect("valid metrics");
        text
    })
}

fn metrics_counters(all: &[Series]) -> Contender {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || {
        for series in all {
            let counter = metrics::counter!("render_requests_total", &Pairs::of(series).0);
            counter.increment(series.total());
        }
    });
    metrics(&recorder)
}

fn metrics_histograms(all: &[Series]) -> Contender {
    let builder = PrometheusBuilder::new().set_buckets(&BOUNDS).expect("there are bounds");
    let recorder = builder.build_recorder();
    metrics::with_local_recorder(&recorder, || {
        for series in all {
            let histogram = metrics::histogram!("render_duration_seconds", &Pairs::of(series).0);
            Series::OBSERVED.into_iter().for_each(|value| histogram.record(value));
        }
    });
    metrics(&recorder)
}

fn metrics(recorder: &metrics_exporter_prometheus::PrometheusRecorder) -> Contender {
    let handle = recorder.handle();
    rendering(Role::Peer, "metrics", move || handle.render())
}
