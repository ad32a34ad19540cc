//! GraphQL: requests of async-graphql.
