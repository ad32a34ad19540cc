//! The start of an instance with reporters.

use std::borrow::Cow;
use std::sync::mpsc::channel;

use gapless::config::Config;
use gapless::instance::ErrorKind;
use gapless::plugins::Application;
use gapless::report::{
    self, Batch, Context, Failure, Interval, Reporter, Reporters, Reporting, Subscription, every,
};

use super::fixture::{Event, SECOND, recorder};

/// A reporter with a setting that may be wrong.
struct Checked(Result<(), &'static str>);

impl Reporter for Checked {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }

    fn check(&self, _: &Context) -> Result<(), Failure> {
        self.0.map_err(|reason| match reason {
            "" => panic!("a panic of the test"),
            reason => Failure::new(reason),
        })
    }
}

#[tokio::test]
async fn a_wrong_setting_fails_the_start_before_anything_is_sent() {
    let (reporter, events) = recorder("before_checked");
    let wrong = Checked(Err("`localhost` is not an address; write a port, such as `localhost:2003`"));
    let builder = gapless::builder().reporter(reporter, every(SECOND)).reporter(wrong, every(SECOND));
    let error = builder.start().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Reporter(_)));
    assert_eq!(
        error.to_string(),
        "the reporter `checked` has an invalid setting: `localhost` is not an address; write a port, such as \
         `localhost:2003`"
    );
    assert_eq!(events.so_far(), []);
    let panicking = gapless::builder().reporter(Checked(Err("")), every(SECOND)).start().await.unwrap_err();
    assert_eq!(
        panicking.to_string(),
        "the reporter `checked` has an invalid setting: it panicked: a panic of the test"
    );
}

#[tokio::test]
async fn a_wrong_subscription_fails_the_start() {
    let subscription = Subscription::new("a").interval(Interval::named("fast"));
    let error = gapless::builder().reporter(Checked(Ok(())), subscription).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown interval `fast` of the reporter `checked`; `Reporting::interval` adds it"
    );
    let missing = every(SECOND).retry(false);
    gapless::builder().reporter(Checked(Ok(())), missing).start().await.unwrap().shutdown().await;
    let missing = Subscription::new("no_such_metric").retry(false);
    assert!(gapless::builder().reporter(Checked(Ok(())), missing).start().await.is_err());
}

#[tokio::test]
async fn reporters_of_one_type_have_different_names_unless_the_program_sets_them() {
    let unnamed = |_| Checked(Ok(()));
    let builder =
        (0..3).map(unnamed).fold(gapless::builder(), |builder, of| builder.reporter(of, Reporting::new()));
    let metrics = builder.reporter(Checked(Ok(())), Reporting::new().name("europe")).start().await.unwrap();
    let names: Vec<_> = metrics.reporters().reporters().into_iter().map(|of| of.name).collect();
    assert_eq!(names, ["checked", "checked_2", "checked_3", "europe"]);
    let taken = metrics.reporters().add(Checked(Ok(())), Reporting::new().name("europe")).unwrap_err();
    assert_eq!(taken.to_string(), "two reporters have the name `europe`; set another name for one of them");
    let invalid = metrics.reporters().add(Checked(Ok(())), Reporting::new().name("a\0b")).unwrap_err();
    assert!(matches!(invalid.kind(), report::ErrorKind::InvalidName { .. }));
    metrics.shutdown().await;
}

/// A reporter that sends its context to the test.
struct Curious(std::sync::mpsc::Sender<Context>);

impl Reporter for Curious {
    async fn start(&mut self, context: &Context) -> Result<(), Failure> {
        Ok(self.0.send(context.clone())?)
    }

    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }
}

#[tokio::test]
async fn a_reporter_learns_the_program_and_its_labels() {
    let (contexts, received) = channel();
    let start = |config: Config, with_application: bool| {
        let builder = gapless::builder().config(config).reporter(Curious(contexts.clone()), Reporting::new());
        match with_application {
            true => builder.plugin(Application::new(gapless::build_info!())).start(),
            false => builder.start(),
        }
    };
    let mut names = Vec::new();
    for (config, with_application) in [
        (Config::new().label("region", "eu").program("shop"), true),
        (Config::new(), true),
        (Config::new(), false),
    ] {
        start(config, with_application).await.unwrap().shutdown().await;
        let context: Context = received.try_recv().unwrap();
        assert_eq!(context.name(), "curious");
        assert!(!context.program().instance().is_empty());
        let labels = context.labels().to_vec();
        names.push((
            context.program().name().to_owned(),
            context.program().version().is_some(),
            labels.len(),
        ));
    }
    assert_eq!(names[0], ("shop".to_owned(), true, 1));
    assert_eq!(names[1], ("gapless-tests".to_owned(), true, 0));
    assert!(names[2].0.starts_with("report-") && !names[2].1, "the name of the program's file: {names:?}");
}

#[tokio::test]
async fn a_command_that_writes_artifacts_sends_nothing() {
    let (reporter, events) = recorder("artifacts");
    let artifacts = gapless::builder().reporter(reporter, every(SECOND)).into_artifacts().await;
    assert!(artifacts.is_ok());
    assert_eq!(events.so_far(), [] as [Event; 0]);
}

/// A reporter whose name depends on the others.
struct Numbered(Reporters);

impl Reporter for Numbered {
    fn name(&self) -> Cow<'static, str> {
        format!("numbered_{}", self.0.reporters().len()).into()
    }

    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }
}

#[tokio::test]
async fn a_reporter_may_use_the_others_for_its_name() {
    let metrics = gapless::builder().start().await.unwrap();
    let reporters = metrics.reporters().clone();
    let (added, names) = channel();
    let add = move || added.send(reporters.add(Numbered(reporters.clone()), Reporting::new()).unwrap());
    std::thread::spawn(add); // a thread that waits forever does not end
    assert_eq!(names.recv_timeout(20 * SECOND).as_deref(), Ok("numbered_0"));
}
