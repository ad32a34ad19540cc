//! Games: a list that is read from memory, and rebuilt from the database now and then.

use std::fmt::Write;
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use gapless::{LabelValue, defmetrics, instrument_metric};
use serde::Deserialize;
use thiserror::Error;

use crate::database::Database;
use crate::failure::Failure;
use crate::pages::{self, escape};
use crate::sessions::NotLoggedIn;
use crate::site::Site;

const LONGEST_NAME: usize = 60;

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "games"]

    /// Games added; a game without a genre has no label `genre`.
    counter games_added_total(genre: Option<Genre>);

    /// Views of the list, and whether the view had to build it.
    counter game_list_views_total(built: bool);

}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, LabelValue)]
#[serde(rename_all = "snake_case")]
enum Genre {
    Mud,
    Moo,
    InteractiveFiction,
}

#[derive(Debug, Error)]
pub(crate) enum GameError {
    #[error("the name of a game has 1 to {LONGEST_NAME} bytes")]
    NameInvalid,
    #[error("a game of that name already exists")]
    NameTaken,
    #[error(transparent)]
    NotLoggedIn(#[from] NotLoggedIn),
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl IntoResponse for GameError {
    fn into_response(self) -> Response {
        let status = match &self {
            GameError::NameInvalid => StatusCode::UNPROCESSABLE_ENTITY,
            GameError::NameTaken => StatusCode::CONFLICT,
            GameError::NotLoggedIn(_) => StatusCode::UNAUTHORIZED,
            GameError::Failure(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        pages::problem(status, &self)
    }
}

#[derive(Deserialize)]
pub(crate) struct GameForm {
    name: String,
    genre: Option<Genre>,
}

#[instrument_metric]
pub(crate) async fn add_game(
    State(site): State<Site>,
    headers: HeaderMap,
    Form(form): Form<GameForm>,
) -> Result<Redirect, GameError> {
    let member = site.sessions.member(&headers)?;
    add(&site.database, &form, &member).await?;
    games_added_total(form.genre).inc();
    Ok(Redirect::to("/games"))
}

async fn add(database: &Database, form: &GameForm, member: &str) -> Result<(), GameError> {
    let name = form.name.trim();
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Err(GameError::NameInvalid);
    }
    if insert(database, name, form.genre, member).await? { Ok(()) } else { Err(GameError::NameTaken) }
}

/// Inserts a game, and returns whether the name was free.
async fn insert(
    database: &Database,
    name: &str,
    genre: Option<Genre>,
    member: &str,
) -> Result<bool, Failure> {
    let insert = "INSERT INTO games (name, genre, added_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    let insert = sqlx::query(insert).bind(name).bind(genre.map(|genre| genre.as_label())).bind(member);
    Ok(insert.execute(&mut *database.acquire().await?).await?.rows_affected() == 1)
}

#[instrument_metric(objective(success = 99.9, latency(0.25, 99.0)))]
pub(crate) async fn list_games(State(site): State<Site>) -> Result<Html<String>, GameError> {
    let built = site.games.built();
    game_list_views_total(built.is_none()).inc();
    let games = match built {
        Some(games) => games,
        None => site.games.rebuild(&site.database).await?,
    };
    Ok(page(&games))
}

/// The list of games, as last built. A scrape reads its length and its age.
#[derive(Default)]
#[instrument_metric(namespace = "grapevine_game_list", group = "games")]
pub(crate) struct GameList {
    /// Games on the list.
    #[metric(gauge, name = "games")]
    built: RwLock<Option<Arc<[Game]>>>,
    /// Time at which the game list was last rebuilt.
    #[metric(gauge, name = "rebuilt_timestamp_seconds")]
    rebuilt: RwLock<Option<Duration>>, // since 1970
}

pub(crate) struct Game {
    name: String,
    genre: Option<String>,
    added_by: String,
}

impl GameList {
    fn built(&self) -> Option<Arc<[Game]>> {
        self.built.read().expect("the lock is never held across a panic").clone()
    }

    #[instrument_metric(function = "GameList::rebuild")]
    pub(crate) async fn rebuild(&self, database: &Database) -> Result<Arc<[Game]>, Failure> {
        let select = "SELECT name, genre, added_by FROM games ORDER BY name LIMIT 1000";
        let rows: Vec<(String, Option<String>, String)> =
            sqlx::query_as(select).fetch_all(&mut *database.acquire().await?).await?;
        let games: Arc<[Game]> =
            rows.into_iter().map(|(name, genre, added_by)| Game { name, genre, added_by }).collect();
        *self.built.write().expect("the lock is never held across a panic") = Some(games.clone());
        *self.rebuilt.write().expect("the lock is never held across a panic") =
            SystemTime::now().duration_since(UNIX_EPOCH).ok();
        Ok(games)
    }
}

fn page(games: &[Game]) -> Html<String> {
    let mut body = form();
    for Game { name, genre, added_by } in games {
        let genre = genre.as_deref().unwrap_or("of no genre").replace('_', " ");
        // Writing to a String never fails.
        let _ = writeln!(body, "<li><b>{}</b> ({genre}), from {}", escape(name), escape(added_by));
    }
    pages::page("Games", &(body + "</ul>"))
}

fn form() -> String {
    let options = Genre::VALUES.map(|genre| {
        let label = genre.as_label();
        format!("<option value={label}>{}", label.replace('_', " "))
    });
    format!(
        "<form method=post><input name=name required maxlength=60> <select name=genre>{}</select> \
         <button>Add</button></form>\n<p>A new game is on the list after the next rebuild.</p>\n<ul>\n",
        options.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;

    #[tokio::test]
    async fn a_game_is_listed_after_the_next_rebuild() {
        let (database, list) = (database::in_memory().await, GameList::default());
        let form = GameForm { name: " Zork ".to_owned(), genre: Some(Genre::InteractiveFiction) };
        assert!(list.rebuild(&database).await.unwrap().is_empty());
        add(&database, &form, "ann").await.unwrap();
        assert!(list.built().unwrap().is_empty());
        list.rebuild(&database).await.unwrap();
        assert_eq!(list.built().unwrap()[0].name, "Zork");
        let again = add(&database, &form, "ann").await;
        assert!(matches!(again, Err(GameError::NameTaken)), "{again:?}");
    }
}
