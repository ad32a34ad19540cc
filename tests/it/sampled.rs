//! Metrics that a `defmetrics!` block declares and a source emits.

use gapless::Registry;
use gapless::artifacts::Catalog;
use gapless::artifacts::catalog::Origin;
use gapless::sources::{Samples, Sources, source_fn};
use gapless::{LabelValue, defmetrics};

#[derive(LabelValue)]
enum Shelf {
    Upper,
    Lower,
}

defmetrics! {
    #![sampled]
    #![namespace = "sampled"]
    #![group = "library"]

    /// Books on a shelf.
    gauge books(room: &str, shelf: Shelf, kind = "paper");

    /// Time since the last visit.
    gauge idle_seconds;

    /// Visits.
    counter visits_total;
}

fn emit(samples: &mut Samples) {
    let mut books = books(samples);
    for (shelf, n) in [(Shelf::Upper, 7), (Shelf::Lower, 9)] {
        books.series(["cellar", shelf.as_label()], n);
    }
    idle_seconds(samples).value(1.5);
}

#[test]
fn the_family_has_what_the_block_declares_and_the_values_of_the_source() {
    let sources = Sources::new();
    let source = source_fn("library", |samples| {
        emit(samples);
        Ok(())
    });
    sources.add(source).expect("the name is free");
    let collection = sources.collect().wait();
    let books = collection.family("sampled_books").expect("it was emitted");
    assert_eq!((&*books.help, &*books.group), ("Books on a shelf.", "library"));
    let labels = [("kind", "paper"), ("room", "cellar"), ("shelf", "lower")];
    assert_eq!(books.series[0].labels, labels.map(|(name, value)| (name.into(), value.into())));
    let idle = collection.family("sampled_idle_seconds").expect("it was emitted");
    assert_eq!(idle.unit.as_deref(), Some("seconds"));
    assert!(collection.family("sampled_visits_total").is_none(), "the source does not emit it");
}

#[test]
fn the_registry_does_not_export_it_and_the_catalog_declares_it() {
    assert!(Registry::global().descriptors().all(|of| of.name != "sampled_books"));
    let catalog = Catalog::declared();
    let books = &catalog.family("sampled_books").expect("it is declared").declarations[0];
    assert_eq!(
        (&books.origin, books.label_names().collect()),
        (&Origin::Sampled, vec!["kind", "room", "shelf"])
    );
    assert_eq!(books.labels[1].values.as_deref(), Some(&["upper".to_owned(), "lower".to_owned()][..]));
}

#[tokio::test]
async fn the_catalog_of_an_instance_has_what_its_sources_emit() {
    let view = gapless::encode::View::builder().prefix("city");
    let source = source_fn("library", |samples| {
        emit(samples);
        samples.gauge("sampled_by_hand", "Not declared.").series([("room", "cellar")], 1);
        Ok(())
    });
    let instance = gapless::builder().view(view).source(source).start().await.expect("it starts");
    let catalog = instance.catalog().await;
    let books = catalog.declared_as("sampled_books").next().expect("it was emitted");
    assert_eq!((&*books.name, &*books.group), ("city_sampled_books", "library"));
    assert_eq!(books.declarations[0].origin, Origin::Sampled);
    let by_hand = catalog.family("city_sampled_by_hand").expect("it was emitted");
    assert_eq!((&by_hand.declarations[0].origin, by_hand.label_names()), (&Origin::RunTime, vec!["room"]));
    assert!(catalog.find("city_sampled_visits_total").is_none());
    instance.shutdown().await;
}
