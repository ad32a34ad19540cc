//! Accounts: a unique name, and a password.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use gapless::{LabelValue, defmetrics, instrument_metric};
use serde::Deserialize;
use thiserror::Error;

use crate::database::Database;
use crate::failure::Failure;
use crate::site::Site;
use crate::{pages, passwords};

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "accounts"]

    /// Registrations of new users.
    #[alert(
        NewUserRegistered,
        increase("5m") > 0,
        for = "0s",
        severity = "info",
        summary = "New user registered",
    )]
    counter registrations_total;

    /// Rejected registrations.
    counter registration_failures_total(error: &RegisterError);

    /// Existing accounts.
    gauge accounts;
}

/// The reason why a registration was rejected. The variants are the values of the label `error`.
#[derive(Debug, Error, LabelValue)]
pub(crate) enum RegisterError {
    #[error("a name has 3 to 20 letters, digits, hyphens or underscores")]
    NameInvalid,
    #[error("the name is taken; choose another")]
    NameTaken,
    #[error("a password has at least 8 characters")]
    PasswordTooShort,
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl IntoResponse for RegisterError {
    fn into_response(self) -> Response {
        let status = match &self {
            RegisterError::NameInvalid | RegisterError::PasswordTooShort => StatusCode::UNPROCESSABLE_ENTITY,
            RegisterError::NameTaken => StatusCode::CONFLICT,
            RegisterError::Failure(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        pages::problem(status, &self)
    }
}

/// The name and the password of a form.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) password: String,
}

#[instrument_metric]
pub(crate) async fn register(
    State(site): State<Site>,
    Form(form): Form<Credentials>,
) -> Result<Html<String>, RegisterError> {
    create(&site.database, form).await.inspect_err(|error| registration_failures_total(error).inc())?;
    registrations_total().inc();
    Ok(pages::notice("Welcome", "You have an account, and can log in."))
}

async fn create(database: &Database, form: Credentials) -> Result<(), RegisterError> {
    check(&form)?;
    let hash = passwords::hash(form.password).await?;
    if insert(database, &form.name, &hash).await? { Ok(()) } else { Err(RegisterError::NameTaken) }
}

fn check(form: &Credentials) -> Result<(), RegisterError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !(3..=20).contains(&form.name.len()) || !form.name.chars().all(fits) {
        return Err(RegisterError::NameInvalid);
    }
    if form.password.chars().count() < 8 {
        return Err(RegisterError::PasswordTooShort);
    }
    Ok(())
}

/// Inserts an account, and returns whether the name was free.
async fn insert(database: &Database, name: &str, hash: &str) -> Result<bool, Failure> {
    let insert = "INSERT INTO accounts (name, password_hash) VALUES (?, ?) ON CONFLICT DO NOTHING";
    let inserted = sqlx::query(insert).bind(name).bind(hash).execute(&mut *database.acquire().await?).await?;
    Ok(inserted.rows_affected() == 1)
}

/// Returns the registered spelling of the name, and the hash of the password.
pub(crate) async fn find(database: &Database, name: &str) -> Result<Option<(String, String)>, Failure> {
    let select = "SELECT name, password_hash FROM accounts WHERE name = ?";
    Ok(sqlx::query_as(select).bind(name).fetch_optional(&mut *database.acquire().await?).await?)
}

/// Counts the accounts.
pub(crate) async fn count(database: &Database) -> Result<(), Failure> {
    let n_accounts: u32 = sqlx::query_scalar("SELECT count(*) FROM accounts")
        .fetch_one(&mut *database.acquire().await?)
        .await?;
    accounts().set(f64::from(n_accounts));
    Ok(())
}

#[cfg(test)]
mod tests {
    use gapless::testing::Probe;

    use super::*;
    use crate::database;

    fn credentials(name: &str, password: &str) -> Credentials {
        Credentials { name: name.to_owned(), password: password.to_owned() }
    }

    #[test]
    fn names_and_passwords_have_rules() {
        for (name, password, expected) in [
            ("ann", "correct horse", None),
            ("Mud_Dweller-7", "12345678", None),
            ("an", "correct horse", Some("name_invalid")),
            ("ann smith", "correct horse", Some("name_invalid")),
            ("<script>", "correct horse", Some("name_invalid")),
            ("ann", "1234567", Some("password_too_short")),
        ] {
            let error = check(&credentials(name, password)).err();
            assert_eq!(error.map(|error| error.as_label()), expected, "{name}, {password}");
        }
    }

    #[tokio::test]
    async fn a_name_is_taken_in_any_case() {
        let (probe, database) = (Probe::new(), database::in_memory().await);
        create(&database, credentials("ann", "correct horse")).await.unwrap();
        let again = create(&database, credentials("ANN", "correct horse")).await;
        assert!(matches!(again, Err(RegisterError::NameTaken)), "{again:?}");
        let hashes = [("function", "hash_password"), ("outcome", "ok")]; // computed on blocking threads
        assert_eq!(probe.delta_of("function_calls_total", &hashes), 2.0);
    }
}
