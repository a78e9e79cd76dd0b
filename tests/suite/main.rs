//! Everything but what needs a program of its own: `allocation` (an allocator that counts),
//! `properties` (long), `conformance` (another decoder). One program links once.

#![allow(clippy::cast_possible_truncation)]
mod book;
mod bounds;
mod capture_formats;
mod captures;
mod cases;
mod cli;
mod clocks;
mod conventions;
mod crossings;
mod deadlines;
mod examples;
mod expect;
mod exposure;
mod filters;
mod folders;
mod formats;
mod identities;
mod incidents;
mod layers;
mod listener;
mod live;
mod many;
mod metamorphic;
mod mutations;
mod names;
mod nothing;
mod outcomes;
mod outputs;
mod peers;
mod peers_rules;
mod redaction;
mod report;
mod rules;
mod secrets;
mod show;
mod sizes;
mod slices;
mod sources;
mod stories;
mod streams;
mod support;
mod tui;
mod verdicts;
