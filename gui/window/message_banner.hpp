#pragma once

#include <vector>

#include <QFrame>
#include <QString>
#include <QStringList>

class QLabel;
class QVBoxLayout;

namespace simgrad::gui {

/// What is wrong, above the views: a line a message, until its cause is over or it is closed.
class MessageBanner : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBanner(QWidget* parent = nullptr);

  /// A message that is there already is not repeated.
  ///
  /// @param path  the file that it is about; empty: of none
  void add(const QString& text, const QString& path);
  /// What was wrong with this file is over.
  void removeOf(const QString& path);
  void removeAll();

  QStringList texts() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Message {
    QString text;
    QString path;
  };

  void rebuild();
  QWidget* makeRow(std::size_t message);
  void applyColours();

  std::vector<Message> messages_;
  QVBoxLayout* rows_;
  QLabel* more_;
};

}  // namespace simgrad::gui
