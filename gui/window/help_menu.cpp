#include "gui/window/help_menu.hpp"

#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "gui/views/view.hpp"
#include "gui/window/help_text.hpp"
#include "gui/window/main_window.hpp"

namespace simgrad::gui {
namespace {

constexpr QSize kSize(560, 420);

}  // namespace

HelpMenu::HelpMenu(MainWindow& window) : QMenu(tr("&Help"), &window), window_(window) {
  addAction(tr("This &view"), QKeySequence::HelpContents, this, [this] {
    show(tr("This view"), viewHelp(window_.currentView().info()));
  });
  addAction(tr("&All views"), this, [this] {
    show(tr("All views"), allViewsHelp());
  });
  addAction(tr("&Keyboard and mouse"), this, [this] {
    show(tr("Keyboard and mouse"), keyboardHelp());
  });
  addAction(tr("A&bout simgrad"), this, [this] {
    show(tr("About simgrad"), aboutText());
  });
}

void HelpMenu::show(const QString& title, const QString& html) {
  auto* dialog = new QDialog(&window_);  // not modal: it can stay beside what it explains
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  dialog->resize(kSize);
  auto* text = new QTextBrowser(dialog);
  text->setOpenExternalLinks(true);
  text->setAccessibleName(title);
  text->setHtml(html);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(text);
  layout->addWidget(buttons);
  dialog->show();
}

}  // namespace simgrad::gui
