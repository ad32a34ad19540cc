//! Mail: sent messages.
