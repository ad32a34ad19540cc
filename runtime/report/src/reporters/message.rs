//! Messages from the program to a reporter.

use std::any::Any;
use std::fmt;

use tokio::sync::oneshot;

/// A message of the program to a reporter, which may wait for a reply.
///
/// ```
/// use gapless::report::{Batch, Failure, Message, Reporter};
///
/// struct Counting(u64);
///
/// struct HowMany;
///
/// impl Reporter for Counting {
///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
///         self.0 += 1;
///         Ok(())
///     }
///
///     fn message(&mut self, message: Message) {
///         if message.get::<HowMany>().is_some() {
///             message.reply(self.0);
///         }
///     }
/// }
/// ```
pub struct Message {
    content: Box<dyn Any + Send>,
    reply: Option<oneshot::Sender<Box<dyn Any + Send>>>,
}

impl Message {
    pub(crate) fn new(content: Box<dyn Any + Send>) -> Self {
        Message { content, reply: None }
    }

    /// Returns the message, and the receiver of the reply.
    pub(crate) fn with_reply(content: Box<dyn Any + Send>) -> (Self, oneshot::Receiver<Box<dyn Any + Send>>) {
        let (reply, replied) = oneshot::channel();
        (Message { content, reply: Some(reply) }, replied)
    }

    /// Returns the content if it has this type.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.content.downcast_ref()
    }

    /// Sends a reply, if the program waits for one.
    pub fn reply<T: Send + 'static>(self, reply: T) {
        if let Some(sender) = self.reply {
            let _ = sender.send(Box::new(reply)); // the program no longer waits
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("expects_reply", &self.reply.is_some()).finish_non_exhaustive()
    }
}
