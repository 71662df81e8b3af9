#include "gui/export/saving.hpp"

#include <QFile>
#include <QImage>
#include <QLabel>
#include <QVBoxLayout>
#include <catch2/catch.hpp>

#include "gui/views/view.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

const ViewInfo kInfo{"plain", "&Plain", "A view for tests."};

/// A view of one word, with a table on demand.
class PlainView : public View {
 public:
  explicit PlainView(Session& session) : View(session, kInfo), word_(new QLabel("Hello", this)) {
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(word_);
    resize(120, 60);
  }

  QString csv() const override { return csv_; }
  void setCsv(const QString& csv) { csv_ = csv; }

 protected:
  void refresh() override {}

 private:
  QLabel* word_;
  QString csv_;
};

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

TEST_CASE("saving: what is written follows from the name") {
  const test::TemporaryFolder folder;
  const QString base = QString::fromStdString((folder / "view").string());
  Session session;
  PlainView view(session);
  CHECK(saveView(view, base + ".PNG").isEmpty());
  const QImage image(base + ".PNG");
  CHECK(image.size() == view.size() * 2);
  CHECK(saveView(view, base + ".svg").isEmpty());
  CHECK(contents(base + ".svg").contains(">Hello</text>"));
  view.setCsv("time,loss\n1,ü\n");
  CHECK(saveView(view, base + ".csv").isEmpty());
  CHECK(contents(base + ".csv") == QByteArray("time,loss\n1,ü\n"));
}

TEST_CASE("saving: a failure is told and leaves the file that was there") {
  const test::TemporaryFolder folder;
  const QString base = QString::fromStdString((folder / "view").string());
  Session session;
  PlainView view(session);
  CHECK(saveView(view, base + ".jpeg").contains("must end in .png, .svg or .csv"));
  CHECK(saveView(view, base + "/no/folder.png").contains("cannot be written"));
  const QString kept = QString::fromStdString(folder.write("kept.csv", "kept"));
  CHECK(saveView(view, kept).contains("shows nothing that a table could hold"));
  CHECK(contents(kept) == "kept");
}

}  // namespace
}  // namespace simgrad::gui
