//! HTTPS, with the authorities that the machine trusts.

use std::env;
use std::fs;
use std::process::Command;

use gapless::grafana::ErrorKind;
use gapless::http::{Server, Tls};
use rcgen::{CertifiedKey, generate_simple_self_signed};

use crate::fake::{Fake, settings};

/// Calls a Grafana with a certificate for `localhost`, and returns whether the client trusts it.
async fn call() -> Result<(), gapless::grafana::Error> {
    let folder = tempfile::tempdir().expect("a temporary folder can be created");
    let (certificate, key) = (folder.path().join("tls.pem"), folder.path().join("tls.key"));
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("the name can be certified");
    fs::write(&certificate, cert.pem()).expect("the folder can be written");
    fs::write(&key, signing_key.serialize_pem()).expect("the folder can be written");
    if let Some(trusted) = env::var_os("SSL_CERT_FILE").filter(|_| env::var_os(TRUSTS).is_some()) {
        fs::write(trusted, cert.pem()).expect("the folder can be written");
    }
    let (fake, router) = Fake::router();
    let tls = Tls::from_files(certificate, key).expect("they match");
    let server = Server::bind("127.0.0.1:0").tls(tls).router(router).start().await.expect("a port is free");
    let url = format!("https://localhost:{}", server.local_addr().expect("it has a port").port());
    let result = settings(&url).token("sesame").client()?.health().await.map(drop);
    server.shutdown().await;
    assert_eq!(fake.requests().len(), usize::from(result.is_ok()));
    result
}

/// The variable of the process that trusts the certificate.
const TRUSTS: &str = "GAPLESS_TEST_TRUSTS_GRAFANA";

#[tokio::test]
async fn a_certificate_that_the_machine_does_not_trust_is_an_error() {
    if env::var_os(TRUSTS).is_some() {
        return;
    }
    let error = call().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls { .. }), "{error}");
    assert!(error.to_string().contains("trust the authority of the certificate"), "{error}");
}

#[tokio::test]
async fn a_certificate_that_the_machine_trusts_is_accepted() {
    if env::var_os(TRUSTS).is_some() {
        return call().await.expect("the certificate is trusted");
    }
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("trusted.pem");
    let test = "tls::a_certificate_that_the_machine_trusts_is_accepted";
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test])
        .env(TRUSTS, "1")
        .env("SSL_CERT_FILE", &trusted)
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
}
