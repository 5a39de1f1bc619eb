//! What people see: tables for a terminal, records for a pipe.
