//! WebSockets: connections and messages.
