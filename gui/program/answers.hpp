#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QString>

/// What the program answers in JSON.
namespace simgrad::gui {

/// Something wrong with a scenario.
struct Problem {
  QString file = {};
  int line = 0;    ///< from 1; 0: of the whole file
  int column = 0;  ///< from 1, in code points; 0: of the whole line
  QString text = {};
};

/// Of `simgrad check --json`.
struct CheckAnswer {
  std::vector<Problem> problems = {};
  QString plan = {};  ///< what it would run, in one line; empty if there are problems
};

/// The quality of the model after a round, at its test.
struct Quality {
  std::int64_t round = 0;
  double loss = 0.0;      ///< NaN: the training diverged
  double accuracy = 0.0;  ///< 0 to 1
};

/// How far a run is, or a sweep: of `simgrad run --json` and `simgrad sweep --json`.
struct Progress {
  std::int64_t done = 0;  ///< rounds; runs of a sweep
  std::int64_t planned = 0;
  double simulated_s = 0.0;  ///< 0 for a sweep
  std::optional<Quality> quality = {};
  std::int64_t failed = 0;  ///< runs of a sweep
};

/// None if it is no such answer.
std::optional<CheckAnswer> readCheckAnswer(const QByteArray& json);

/// Why a run ended: "100 rounds done". None if the line tells of something else.
std::optional<QString> readReason(const QByteArray& line);

/// None if the line tells of something else.
std::optional<Progress> readProgress(const QByteArray& line);

}  // namespace simgrad::gui
