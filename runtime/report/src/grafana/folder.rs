//! The folder of the dashboards: found, renamed or created.

use super::client::Client;
use super::error::{Error, ErrorKind};

/// Returns the identifier of the folder with a title.
///
/// A folder is found by its identifier first, and gets the title. Otherwise, a folder with the title is used with its
/// own identifier. Otherwise, the folder is created.
pub(crate) async fn ensure(client: &Client, uid: &str, title: &str) -> Result<String, Error> {
    if let Some(found) = find(client, uid, title).await? {
        return Ok(found);
    }
    match client.create_folder(uid, title).await {
        Ok(folder) => Ok(folder.uid),
        Err(error) if is_in_the_way(&error) => {
            // Another replica may have created the folder at the same time.
            find(client, uid, title).await?.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

async fn find(client: &Client, uid: &str, title: &str) -> Result<Option<String>, Error> {
    match client.folder(uid).await? {
        Some(folder) if folder.title == title => Ok(Some(folder.uid)),
        Some(folder) => {
            client.rename_folder(&folder, title).await?;
            Ok(Some(folder.uid))
        }
        None => {
            let folders = client.folders().await?;
            Ok(folders.into_iter().find(|folder| folder.title == title).map(|folder| folder.uid))
        }
    }
}

fn is_in_the_way(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Conflict { .. } | ErrorKind::PreconditionFailed { .. })
}
