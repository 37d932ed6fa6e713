#pragma once
// SQLite writes each page of the write-ahead log with two calls, of its head and of its content; a
// commit that touches a hundred pages makes two hundred. Under this file system they are gathered
// into one call a commit. Everything else is the system's own.

namespace selat::store::sqlite {

// [any-thread] The name to open databases with; null, SQLite's usual, when it cannot be set up.
const char* gathering_file_system();

}  // namespace selat::store::sqlite
