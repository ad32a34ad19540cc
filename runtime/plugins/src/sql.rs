//! SQL: pools of connections, and statements.
