#include "gui/window/message_banner.hpp"

#include <algorithm>

#include <QLabel>
#include <QTest>
#include <QToolButton>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"
#include "gui/window/message_text.hpp"
#include "tests/gui/support/waiting.hpp"

namespace simgrad::gui {
namespace {

/// Those that are shown: replaced ones go later.
QList<MessageText*> shownTexts(const MessageBanner& banner) {
  QList<MessageText*> texts = banner.findChildren<MessageText*>();
  texts.removeIf([&](const MessageText* text) {
    return !text->isVisibleTo(&banner);
  });
  return texts;
}

TEST_CASE("message_banner: is there while something is wrong, and only then") {
  MessageBanner banner;
  CHECK(banner.isHidden());
  banner.add("a.db: broken", "a.db");
  banner.add("a.db: broken", "a.db");
  banner.add("b.db: broken", "b.db");
  banner.add("no file", "");
  CHECK_FALSE(banner.isHidden());
  CHECK(banner.texts() == QStringList{"a.db: broken", "b.db: broken", "no file"});
  banner.removeOf("a.db");
  banner.removeOf("");  // messages of no file stay until they are closed
  CHECK(banner.texts() == QStringList{"b.db: broken", "no file"});
  banner.removeAll();
  CHECK(banner.isHidden());
}

TEST_CASE("message_banner: lists three, counts the others, and each can be closed") {
  MessageBanner banner;
  for (int i = 0; i < 50; ++i) {
    banner.add(QString("file %1 is broken").arg(i), "");
  }
  banner.resize(600, 200);
  banner.show();
  REQUIRE(test::waitFor([&] {
    return shownTexts(banner).size() == 3;
  }));
  const auto labels = banner.findChildren<QLabel*>();
  CHECK(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
    return label->text() == "and 47 more";
  }));
  auto* first = shownTexts(banner)[0]->parentWidget()->findChild<QToolButton*>();
  REQUIRE(first != nullptr);
  QTest::keyClick(first, Qt::Key_Space);
  CHECK(banner.texts().size() == 49);
  CHECK(banner.texts().front() == "file 1 is broken");
}

TEST_CASE("message_banner: text is plain, selectable, and breaks within a path") {
  MessageBanner banner;
  const QString path = "/" + QString("x").repeated(300) + ".db";
  banner.add(path + ": <b>not</b> a run database", path);
  banner.resize(300, 300);
  banner.show();
  MessageText* text = shownTexts(banner).front();
  CHECK(text->toPlainText().contains("<b>not</b>"));
  CHECK(text->textInteractionFlags().testFlag(Qt::TextSelectableByKeyboard));
  CHECK(text->document()->size().width() <= text->viewport()->width());
  CHECK(text->height() > 2 * text->fontMetrics().lineSpacing());
  CHECK(banner.minimumSizeHint().width() < 300);
}

TEST_CASE("message_banner: takes the colours of another theme") {
  MessageBanner banner;
  banner.add("broken", "");
  banner.show();
  const auto lightness = [&banner] {
    return banner.palette().color(QPalette::Window).lightness();
  };
  CHECK(lightness() > 200);
  applyTheme(ThemeChoice::kDark);
  CHECK(test::waitFor([&] {
    return lightness() < 100;
  }));
  applyTheme(ThemeChoice::kLight);
  CHECK(test::waitFor([&] {
    return lightness() > 200;
  }));
}

}  // namespace
}  // namespace simgrad::gui
