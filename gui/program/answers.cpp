#include "gui/program/answers.hpp"

#include <limits>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include "gui/text/text.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

QString count(qint64 number, const QString& noun) {
  return QLocale(QLocale::English).toString(number) + ' ' + noun + (number == 1 ? "" : "s");
}

QString planOfRun(const QJsonObject& answer) {
  return count(answer["workers"].toArray().size(), "worker") + ", " +
         count(answer["parameters"].toInteger(), "parameter") + ", " +
         count(answer["routes"].toArray().size(), "route");
}

QString planOfSweep(const QJsonObject& answer) {
  const QJsonObject estimate = answer["estimate"].toObject();
  QString plan = count(answer["points"].toArray().size(), "point") + ", " +
                 count(estimate["runs"].toInteger(), "run");
  if (estimate["wall_s"].isDouble()) {
    plan += ", about " + quantityText(Unit::kSeconds, estimate["wall_s"].toDouble());
  }
  return plan;
}

/// JSON knows no NaN: the program writes null for it.
double number(const QJsonValue& value) {
  return value.toDouble(std::numeric_limits<double>::quiet_NaN());
}

Progress progressOfRun(const QJsonObject& line) {
  Progress progress{.done = line["round"].toInteger(),
                    .planned = line["rounds"].toInteger(),
                    .simulated_s = line["simulated_s"].toDouble()};
  const qint64 evaluated = line["evaluated_round"].toInteger(-1);
  if (evaluated >= 0) {
    progress.quality = Quality{evaluated, number(line["loss"]), number(line["accuracy"])};
  }
  return progress;
}

}  // namespace

std::optional<CheckAnswer> readCheckAnswer(const QByteArray& json) {
  const QJsonObject answer = QJsonDocument::fromJson(json).object();
  if (!answer["problems"].isArray()) {
    return std::nullopt;
  }
  CheckAnswer checked;
  const QJsonArray problems = answer["problems"].toArray();
  for (const QJsonValue value : problems) {
    checked.problems.push_back({value["file"].toString(), value["line"].toInt(),
                                value["column"].toInt(), value["text"].toString()});
  }
  if (checked.problems.empty()) {
    checked.plan = answer.contains("axes") ? planOfSweep(answer) : planOfRun(answer);
  }
  return checked;
}

std::optional<QString> readReason(const QByteArray& line) {
  const QJsonObject object = QJsonDocument::fromJson(line).object();
  return object["type"] == "summary" && object.contains("reason")
             ? std::optional(object["reason"].toString())
             : std::nullopt;
}

std::optional<Progress> readProgress(const QByteArray& line) {
  const QJsonObject object = QJsonDocument::fromJson(line).object();
  if (object["type"] != "progress") {
    return std::nullopt;
  }
  if (object.contains("round")) {
    return progressOfRun(object);
  }
  return Progress{.done = object["done"].toInteger(),
                  .planned = object["runs"].toInteger(),
                  .failed = object["failed"].toInteger()};
}

}  // namespace simgrad::gui
