#include "gui/window/start_page.hpp"

#include <QCommandLinkButton>
#include <QDir>
#include <QFileInfo>
#include <QFontMetrics>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/text/text.hpp"
#include "gui/window/recent_files.hpp"

namespace simgrad::gui {
namespace {

constexpr int kWidth = 560;
constexpr double kTitleSize = 1.7;  // of the text's
constexpr int kMostLinks = 6;       // the menu has the others
constexpr int kGap = 16;

QLabel* makeTitle(QWidget* parent) {
  auto* title = new QLabel(QObject::tr("simgrad"), parent);
  QFont font = title->font();
  font.setPointSizeF(font.pointSizeF() * kTitleSize);
  font.setBold(true);
  title->setFont(font);
  return title;
}

QString homely(const QString& path) {
  const QString home = QDir::homePath() + "/";
  return path.startsWith(home) ? "~/" + path.mid(home.size()) : path;
}

}  // namespace

StartPage::StartPage(RecentFiles& recent, QWidget* parent)
    : QWidget(parent), recent_(recent), links_(new QVBoxLayout) {
  auto* page = new QWidget(this);
  page->setMaximumWidth(kWidth);
  auto* about = new QLabel(tr("See what network delay and failures do to distributed training. "
                              "A run can be watched while it is computed."),
                           page);
  about->setWordWrap(true);
  auto* drop = new QLabel(tr("Or drop files into this window."), page);

  auto* column = new QVBoxLayout(page);
  column->addWidget(makeTitle(page));
  column->addWidget(about);
  column->addSpacing(kGap);
  addChoices(*column);
  column->addWidget(drop);
  column->addSpacing(kGap);
  column->addLayout(links_);
  auto* layout = new QGridLayout(this);
  layout->addWidget(page, 1, 1);
  for (const int outer : {0, 2}) {
    layout->setRowStretch(outer, 1);
    layout->setColumnStretch(outer, 1);
  }
  layout->setColumnStretch(1, kWidth);
  connect(&recent_, &RecentFiles::changed, this, &StartPage::listRecent);
  listRecent();
}

void StartPage::addChoices(QVBoxLayout& column) {
  struct Choice {
    const char* text;
    const char* what;
    void (StartPage::*asked)();
  };
  const Choice choices[] = {
      {"&Open a run", "A run database that simgrad run wrote, or a scenario (Ctrl+O)",
       &StartPage::openFileAsked},
      {"Open a s&weep", "The folder that simgrad sweep wrote (Ctrl+Shift+O)",
       &StartPage::openFolderAsked},
      {"&Begin a scenario", "Describe a cluster and a training, and run it",
       &StartPage::scenarioAsked},
  };
  for (const Choice& choice : choices) {
    auto* button = new QCommandLinkButton(tr(choice.text), tr(choice.what), this);
    connect(button, &QCommandLinkButton::clicked, this, choice.asked);
    column.addWidget(button);
  }
}

void StartPage::listRecent() {
  while (QLayoutItem* item = links_->takeAt(0)) {
    item->widget()->deleteLater();
    delete item;
  }
  for (const QString& path : recent_.paths().mid(0, kMostLinks)) {
    if (links_->isEmpty()) {
      links_->addWidget(new QLabel(tr("Opened last:"), this));
    }
    auto* link = new QToolButton(this);
    const QString shown = fontMetrics().elidedText(homely(path), Qt::ElideMiddle, kWidth - kGap);
    link->setText(QString(shown).replace('&', "&&"));
    link->setToolTip(plainToolTip(path));
    link->setAccessibleName(tr("Open %1").arg(path));
    link->setAutoRaise(true);
    link->setFocusPolicy(Qt::StrongFocus);
    link->setEnabled(QFileInfo::exists(path));
    connect(link, &QToolButton::clicked, this, [this, path] {
      emit openAsked(path);
    });
    links_->addWidget(link);
  }
}

}  // namespace simgrad::gui
