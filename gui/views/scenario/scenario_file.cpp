#include "gui/views/scenario/scenario_file.hpp"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringDecoder>

#include "kernels/error.hpp"

namespace simgrad::gui {
namespace {

constexpr qint64 kMostBytes = 4 << 20;  // a scenario for people has some kilobytes
constexpr const char* kMark = "\xef\xbb\xbf";

Error error(const QString& path, const QString& what) {
  return Error{(path + ": " + what).toStdString()};
}

QByteArray read(const QString& path) {
  QFile file(path);
  if (!QFileInfo(path).isFile()) {
    throw error(path, "no such file");
  }
  if (!file.open(QIODevice::ReadOnly)) {
    throw error(path, file.errorString());
  }
  QByteArray bytes = file.read(kMostBytes + 1);
  if (bytes.size() > kMostBytes) {
    throw error(path, "too large for a scenario");
  }
  return bytes;
}

QString decoded(const QString& path, const QByteArray& bytes) {
  QStringDecoder decode(QStringDecoder::Utf8, QStringConverter::Flag::ConvertInitialBom);
  QString text = decode(bytes);
  if (decode.hasError() || text.contains(QChar(0))) {
    throw error(path, "not a text in UTF-8; a scenario is one");
  }
  return text;
}

}  // namespace

QString ScenarioFile::load(const QString& path) {
  const QByteArray bytes = read(path);
  const bool has_mark = bytes.startsWith(kMark);
  QString text = decoded(path, has_mark ? bytes.mid(3) : bytes);
  path_ = QFileInfo(path).absoluteFilePath();
  bytes_ = bytes;
  has_mark_ = has_mark;
  has_crlf_ = text.contains("\r\n");
  return text.replace("\r\n", "\n");
}

void ScenarioFile::save(const QString& text, const QString& path) {
  QString with_ends = text;
  if (has_crlf_) {
    with_ends.replace('\n', "\r\n");
  }
  const QByteArray bytes = (has_mark_ ? kMark : "") + with_ends.toUtf8();
  QSaveFile file(path);
  file.setDirectWriteFallback(true);  // a file may be writable where its folder is not
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
    throw error(path, "cannot be written: " + file.errorString());
  }
  path_ = QFileInfo(path).absoluteFilePath();
  bytes_ = bytes;
}

void ScenarioFile::forget() {
  *this = ScenarioFile();
}

bool ScenarioFile::hasChangedOnDisk() const {
  if (path_.isEmpty()) {
    return false;
  }
  QFile file(path_);
  return !file.open(QIODevice::ReadOnly) || file.read(kMostBytes + 1) != bytes_;
}

}  // namespace simgrad::gui
