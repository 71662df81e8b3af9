#include <filesystem>
#include <sys/stat.h>  // named pipes: POSIX

#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "gui/window/main_window.hpp"
#include "gui/window/message_banner.hpp"
#include "gui/window/start_page.hpp"
#include "sim/record/database.hpp"
#include "sim/record/schema.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/gui/support/waiting.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

/// A database of another program, or of another version of simgrad.
void writeDatabase(const std::filesystem::path& path, const std::string& pragma) {
  Database database = Database::open_for_writing(path);
  database.execute("CREATE TABLE other (x)");
  database.execute(pragma);
}

struct Dashboard {
  Dashboard() { window.show(); }
  void open(const std::filesystem::path& path) {
    window.open({QString::fromStdString(path.string())});
    REQUIRE(test::waitFor([this] {
      return !session.isLoading();
    }));
  }
  std::string told() const { return window.messages().texts().join("\n").toStdString(); }

  Session session;
  MainWindow window{session};
};

TEST_CASE("problems: what cannot be opened is told in the window, which goes on") {
  const test::TemporaryFolder folder;
  folder.write("text.db", "this is no database, however it is called");
  folder.write("empty.db", "");
  writeDatabase(folder / "foreign.db", "PRAGMA user_version = 1");
  writeDatabase(folder / "newer.db", "PRAGMA application_id = " + std::to_string(kApplicationId) +
                                         "; PRAGMA user_version = 9999");
  test::writeExample(folder / "whole.db");
  std::filesystem::copy_file(folder / "whole.db", folder / "cut.db");
  std::filesystem::resize_file(folder / "cut.db", 5000);
  std::filesystem::create_directory(folder / "folder");
  std::filesystem::create_symlink(folder / "loop.db", folder / "loop.db");
  REQUIRE(mkfifo((folder / "pipe.db").c_str(), S_IRUSR | S_IWUSR) == 0);
  struct Case {
    const char* name;
    const char* told;
  };
  const std::vector<Case> cases{{"text.db", "not a database"},
                                {"empty.db", "not a simgrad run"},
                                {"foreign.db", "not a simgrad run"},
                                {"newer.db", "newer"},
                                {"cut.db", "cut.db"},
                                {"folder", "a folder without sweep.db"},
                                {"missing.db", "no such file"},
                                {"loop.db", "no such file"},
                                {"pipe.db", "not a file"}};
  Dashboard dashboard;
  std::size_t number = 0;
  for (const Case& wrong : cases) {
    dashboard.open(folder / wrong.name);
    INFO(wrong.name << ": " << dashboard.told());
    REQUIRE(dashboard.window.messages().texts().size() == static_cast<int>(++number));
    const std::string last = dashboard.window.messages().texts().back().toStdString();
    CHECK_THAT(last, Catch::Contains(wrong.told));
    CHECK_THAT(last, Catch::Contains(wrong.name));
  }
  CHECK(dashboard.session.runs().empty());
  dashboard.open(folder / "whole.db");
  CHECK(dashboard.session.runs().size() == 1);
}

TEST_CASE("problems: a message goes when its file can be read again") {
  const test::TemporaryFolder folder;
  Dashboard dashboard;
  dashboard.open(folder / "late.db");
  CHECK_THAT(dashboard.told(), Catch::Contains("late.db: no such file"));
  test::writeExample(folder / "late.db", 2, 2, "first");
  dashboard.open(folder / "late.db");
  CHECK(dashboard.told().empty());

  std::filesystem::rename(folder / "late.db", folder / "away.db");
  REQUIRE(test::waitFor([&] {
    return !dashboard.told().empty();
  }));
  CHECK_THAT(dashboard.told(), Catch::Contains("moved or deleted"));
  CHECK(dashboard.session.runs().size() == 1);  // what was read stays
  test::writeExample(folder / "late.db", 2, 3, "second");
  REQUIRE(test::waitFor([&] {
    return dashboard.told().empty();
  }));
  CHECK(dashboard.session.runs()[0].data->run.title == "second");
}

TEST_CASE("problems: a message goes when its run is closed") {
  const test::TemporaryFolder folder;
  test::writeExample(folder / "run.db");
  Dashboard dashboard;
  dashboard.open(folder / "run.db");
  std::filesystem::remove(folder / "run.db");
  REQUIRE(test::waitFor([&] {
    return !dashboard.told().empty();
  }));
  dashboard.session.close(0);
  CHECK(test::waitFor([&] {
    return dashboard.told().empty();
  }));
}

}  // namespace
}  // namespace simgrad::gui
