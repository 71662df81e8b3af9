#include "gui/views/scenario/scenario_file.hpp"

#include <QFile>
#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::TemporaryFolder;

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  CHECK(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

TEST_CASE("scenario_file: what is loaded and saved again is the same, byte by byte") {
  const TemporaryFolder folder;
  for (const char* bytes : {"", "a = 1", "a = 1\n", "a = 1\r\nb = 2\r\n",
                            "\xef\xbb\xbf"
                            "a = 'ü'\n",
                            "a = 1 # \xc2\xa0 \xe2\x80\xa8\n"}) {
    CAPTURE(bytes);
    const QString path = QString::fromStdString(folder.write("a.toml", bytes));
    ScenarioFile file;
    const QString text = file.load(path);
    CHECK_FALSE(text.contains('\r'));
    CHECK_FALSE(file.hasChangedOnDisk());
    file.save(text, path);
    CHECK(bytesOf(path) == bytes);
    CHECK_FALSE(file.hasChangedOnDisk());
  }
}

TEST_CASE("scenario_file: someone else's change is noticed") {
  const TemporaryFolder folder;
  ScenarioFile file;
  CHECK_FALSE(file.hasChangedOnDisk());
  const QString path = QString::fromStdString(folder.write("a.toml", "a = 1\n"));
  file.load(path);
  folder.write("a.toml", "a = 2\n");
  CHECK(file.hasChangedOnDisk());
  file.load(path);
  CHECK_FALSE(file.hasChangedOnDisk());
  QFile::remove(path);
  CHECK(file.hasChangedOnDisk());
}

TEST_CASE("scenario_file: what is no text is refused with its name") {
  const TemporaryFolder folder;
  const std::vector<std::string> refused{(folder / "missing.toml").string(), folder.path().string(),
                                         folder.write("binary.toml", std::string_view("a\0b", 3)),
                                         folder.write("latin.toml", "a = '\xe4'"),
                                         folder.write("huge.toml", std::string(5 << 20, '#'))};
  for (const std::string& path : refused) {
    ScenarioFile file;
    CHECK_THROWS_WITH(file.load(QString::fromStdString(path)), Catch::StartsWith(path + ": "));
    CHECK(file.path().isEmpty());
  }
  ScenarioFile file;
  CHECK_THROWS_WITH(file.save("a", "/nowhere/a.toml"), Catch::Contains("/nowhere/a.toml"));
}

}  // namespace
}  // namespace simgrad::gui
