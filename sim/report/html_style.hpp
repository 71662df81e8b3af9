#pragma once

namespace simgrad {

/// The style sheet of pages: light, dark where the reader's system is, and light again on paper.
extern const char* const kStyleSheet;

/// Sorts a table by the column whose head was clicked. Holds no character that XML would escape.
extern const char* const kSortScript;

}  // namespace simgrad
