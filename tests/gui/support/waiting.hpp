#pragma once

#include <QTest>

namespace simgrad::test {

/// Whether a condition comes true while events are handled; long enough for a busy machine.
template <class Condition>
bool waitFor(Condition condition) {
  constexpr int kPatience_ms = 60'000;
  return QTest::qWaitFor(condition, kPatience_ms);
}

}  // namespace simgrad::test
