//! A receiver with scripted answers.
