#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <array>
#include <memory>

#include <QApplication>
#include <QStandardPaths>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"

namespace {

/// One application for all tests, without a screen.
class Application : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  void testRunStarting(const Catch::TestRunInfo& /*info*/) override {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
      qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setApplicationName("test_gui");
    QApplication::setOrganizationName("simgrad");
    application_ = std::make_unique<QApplication>(count_, arguments_.data());
    simgrad::gui::applyTheme(simgrad::gui::ThemeChoice::kLight);
  }

  void testRunEnded(const Catch::TestRunStats& /*stats*/) override { application_.reset(); }

 private:
  std::array<char, 9> name_{"test_gui"};
  std::array<char*, 2> arguments_{name_.data(), nullptr};
  int count_ = 1;
  std::unique_ptr<QApplication> application_;
};

CATCH_REGISTER_LISTENER(Application)

}  // namespace
