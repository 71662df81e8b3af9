#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/program/program_call.hpp"
#include "gui/views/scenario/form_model.hpp"
#include "gui/views/scenario/form_tree.hpp"
#include "tests/gui/support/program.hpp"

namespace simgrad::gui {
namespace {

using test::kLong_ms;
using test::ProgramIs;
using Mode = QAbstractItemModelTester::FailureReportingMode;

/// What the program itself says.
const Description& description() {
  static const Description known = [] {
    const ProgramIs program;
    ProgramCall call;
    QByteArray json;
    QObject::connect(&call, &ProgramCall::line, [&json](const QByteArray& line) {
      json += line;
    });
    QSignalSpy ended(&call, &ProgramCall::ended);
    call.start({"describe", "--json"});
    REQUIRE(ended.wait(kLong_ms));
    return readDescription(json).value();
  }();
  return known;
}

const FormNode* findNode(const FormNode& below, const QString& path) {
  if (below.path == path) {
    return &below;
  }
  for (const auto& child : below.children) {
    if (const FormNode* found = findNode(*child, path)) {
      return found;
    }
  }
  return nullptr;
}

/// The text after a value was entered in the form; what was refused as "refused".
std::string entered(const QString& text, const QString& path, const QString& value) {
  const TomlMap map(text);
  const auto form = formOf(description(), map);
  const FormNode* node = findNode(*form, path);
  REQUIRE(node != nullptr);
  const std::optional<TextEdit> edit = editOf(*node, map, value);
  CHECK(edit.has_value() == (node->is_editable && edit.has_value()));
  return edit ? edit->applied(text).toStdString() : "refused";
}

TEST_CASE("form: the description has every section and its components") {
  CHECK(description().scenario.size() >= 9);
  CHECK(description().family("strategy").find("federated") != nullptr);
  CHECK(description().family("distribution").selector == "distribution");
  CHECK(description().family("nothing").components.empty());
  CHECK_FALSE(readDescription("{}"));
}

TEST_CASE("form: another value changes its characters alone") {
  const QString text =
      "# head\nseed = 1 # one\n[strategy]\nkind = 'federated'\nrounds=100#r\n"
      "local = { epochs = 1, optimizer = { kind = \"sgd\" , learning_rate = 0.1 } } # l\n";
  CHECK(entered(text, "seed", "12") ==
        QString(text).replace("seed = 1", "seed = 12").toStdString());
  CHECK(entered(text, "strategy.rounds", "7") ==
        QString(text).replace("rounds=100", "rounds=7").toStdString());
  CHECK(entered(text, "strategy", "synchronous_parameter_server") ==
        QString(text).replace("'federated'", "\"synchronous_parameter_server\"").toStdString());
  CHECK(entered(text, "strategy.local.optimizer.learning_rate", "0.5") ==
        QString(text).replace("= 0.1", "= 0.5").toStdString());
  CHECK(entered("a.b = 1\nstrategy.kind = \"federated\"\nstrategy.rounds = 3\n", "strategy.rounds",
                "4") == "a.b = 1\nstrategy.kind = \"federated\"\nstrategy.rounds = 4\n");
}

TEST_CASE("form: a key that is not there is added behind the last of its table") {
  CHECK(entered("[model]\nkind = \"mlp\" # m\n\n# d\n[data]\n", "model.hidden", "10, 20") ==
        "[model]\nkind = \"mlp\" # m\nhidden = [10, 20]\n\n# d\n[data]\n");
  CHECK(entered("model = { kind = \"mlp\" }", "model.hidden", "[5]") ==
        "model = { kind = \"mlp\", hidden = [5] }");
  CHECK(entered("[data]\nset = {}\n", "data.set", "iris") == "[data]\nset = { kind = \"iris\" }\n");
  CHECK(entered("[stop]\n", "stop.accuracy", "0.8") == "[stop]\naccuracy = 0.8\n");
  CHECK(entered("# head\n\n[stop]\n", "seed", "3") == "# head\nseed = 3\n\n[stop]\n");
  CHECK(entered("", "seed", "3") == "seed = 3\n");
}

TEST_CASE("form: a table that is not there is made") {
  CHECK(entered("seed = 1\n", "stop.accuracy", "0.8") == "seed = 1\n\n[stop]\naccuracy = 0.8\n");
  CHECK(entered("seed = 1", "stop.loss", "0.8") == "seed = 1\n\n[stop]\nloss = 0.8\n");
  CHECK(entered("[strategy]\nkind = \"federated\"", "strategy.local.optimizer.momentum", "0.9") ==
        "[strategy]\nkind = \"federated\"\n"
        "local = { optimizer = { kind = \"sgd\", momentum = 0.9 } }");
}

TEST_CASE("form: a component that is named by its kind alone gets a table for its keys") {
  CHECK(entered("model = \"mlp\" # m\n", "model.hidden", "7") ==
        "model = { kind = \"mlp\", hidden = [7] } # m\n");
  CHECK(entered("model = \"mlp\"\n", "model", "lenet") == "model = \"lenet\"\n");
}

TEST_CASE("form: texts are quoted, lists of names stay lists") {
  CHECK(entered("[platform]\nserver = 's'\n", "platform.server", R"(a "b" \c)") ==
        "[platform]\nserver = \"a \\\"b\\\" \\\\c\"\n");
  CHECK(entered("[platform]\nworkers = 's'\n", "platform.workers", R"(["a", "b"])") ==
        "[platform]\nworkers = [\"a\", \"b\"]\n");
  CHECK(entered("[platform]\nworkers = 's'\n", "platform.workers", "[ab]-*") ==
        "[platform]\nworkers = \"[ab]-*\"\n");
  CHECK(entered("[compute]\nstep_time = \"1 s\"\n", "compute.step_time", "500 ms") ==
        "[compute]\nstep_time = \"500 ms\"\n");
}

TEST_CASE("form: what is not of the key's type is refused") {
  CHECK(entered("seed = 1\n", "seed", "1\nx = 2") == "refused");
  CHECK(entered("seed = 1\n", "seed", "one") == "refused");
  CHECK(entered("[stop]\naccuracy = 1\n", "stop.accuracy", "0.5 # x") == "refused");
  CHECK(entered("[model]\nkind = \"mlp\"\n", "model.hidden", "1], x = [") == "refused");
}

TEST_CASE("form: a key without a clear place is edited in the text") {
  const auto editable = [](const QString& text, const QString& path) {
    const TomlMap map(text);
    const auto form = formOf(description(), map);
    return findNode(*form, path)->is_editable;
  };
  CHECK(editable("seed = 1\n", "seed"));
  CHECK_FALSE(editable("seed = 1\nseed = 2\n", "seed"));
  CHECK_FALSE(editable("seed = 1\nx = \"\n", "seed"));
  CHECK_FALSE(editable("platform.server = \"s\"\n", "platform.workers"));
  CHECK_FALSE(editable("[platform]\nworkers = [\n\"a\"]\n", "platform.workers"));
  CHECK_FALSE(editable("title = \"\"\"a\nb\"\"\"\n", "title"));
}

TEST_CASE("form: failures have an entry each, and a further one goes to the end") {
  const QString text = "[[failure]]\nkind = \"host_crash\"\nhosts = \"a\"\n[[failure]]\n";
  CHECK(entered(text, "failure[0].hosts", "b") ==
        QString(text).replace("\"a\"", "\"b\"").toStdString());
  CHECK(entered(text, "failure[1]", "link_down") ==
        (text + "kind = \"link_down\"\n").toStdString());
  CHECK(furtherFailure(description(), TomlMap(text), "link_down").applied(text) ==
        text + "\n[[failure]]\nkind = \"link_down\"\nlinks = \"*\"\n");
}

TEST_CASE("form_model: keeps Qt's rules while the text changes") {
  FormModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setDescription(description());
  for (const std::string& text :
       {test::quickScenario(), std::string("seed = 2"), std::string("[["), std::string(),
        std::string("[[failure]]\nkind = \"host_crash\"\n[[failure]]"), std::string("[axes]")}) {
    model.setText(QString::fromStdString(text));
  }
  CHECK(model.rowCount() == 0);  // a sweep
}

TEST_CASE("form_model: a text of a hundred thousand failures takes a moment") {
  FormModel model;
  model.setDescription(description());
  model.setText(QString("[[failure]]\nkind = \"link_down\"\n").repeated(100'000));
  CHECK(model.rowCount(model.find("failure").siblingAtColumn(FormModel::kKey)) == 100);
}

TEST_CASE("form_model: the text's values show, what is not there shows its default") {
  FormModel model;
  model.setDescription(description());
  model.setText(QString::fromStdString(test::quickScenario()));
  CHECK(model.find("strategy.rounds").data() == "5");
  CHECK(model.find("strategy.over_selection").data() == "1.0");
  CHECK(model.find("strategy.over_selection").data(FormModel::kIsWrittenRole) == false);
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
  model.setText(QString::fromStdString(test::quickScenario("quick", 9)));
  CHECK(model.find("strategy.rounds").data() == "9");
  CHECK(reset.isEmpty());  // the same keys: what is selected stays
  model.setText("seed = 1\nseed = 2");
  CHECK(model.find("seed").data() == "edit in the text");
  CHECK_FALSE(model.flags(model.find("seed")).testFlag(Qt::ItemIsEditable));
}

}  // namespace
}  // namespace simgrad::gui
