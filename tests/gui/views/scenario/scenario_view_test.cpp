#include "gui/views/scenario/scenario_view.hpp"

#include <csignal>
#include <filesystem>

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolBar>
#include <QTreeView>
#include <catch2/catch.hpp>

#include "gui/views/scenario/check_panel.hpp"
#include "gui/views/scenario/earlier_runs_model.hpp"
#include "gui/views/scenario/earlier_runs_panel.hpp"
#include "gui/views/scenario/form_panel.hpp"
#include "gui/views/scenario/problems_list.hpp"
#include "gui/views/scenario/run_panel.hpp"
#include "gui/views/scenario/scenario_editor.hpp"
#include "sim/record/reader.hpp"
#include "tests/gui/support/program.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::kLong_ms;
using test::ProgramIs;
using test::quickScenario;
using test::TemporaryFolder;

/// The view with a scenario in it.
struct Opened {
  explicit Opened(const std::string& text = quickScenario(), const QString& with = SIMGRAD_PROGRAM)
      : program(with), path(QString::fromStdString(folder.write("my.toml", text))) {
    view.resize(1000, 700);
    view.show();
    session.open(path);
  }

  bool waitUntilReady() const {
    return QTest::qWaitFor(
        [this] {
          return view.isReady();
        },
        kLong_ms);
  }
  bool waitForEnd() {
    return QTest::qWaitFor(
        [this] {
          return !view.runPanel()->run().isRunning();
        },
        kLong_ms);
  }
  bool waitForRuns(std::size_t runs) {
    return QTest::qWaitFor(
        [this, runs] {
          return session.runs().size() == runs;
        },
        kLong_ms);
  }
  bool waitForNote() {
    return QTest::qWaitFor(
        [this] {
          return view.findChild<QFrame*>("changed on disk")->isVisible();
        },
        kLong_ms);
  }
  std::string text() const { return view.editor()->text().toStdString(); }
  QAction* action(const QString& name) const {
    for (QAction* each : view.actions()) {
      if (each->text() == name) {
        return each;
      }
    }
    return nullptr;
  }
  QByteArray bytes() const {
    QFile file(path);
    CHECK(file.open(QIODevice::ReadOnly));
    return file.readAll();
  }

  TemporaryFolder folder;
  ProgramIs program;
  QString path;
  Session session;
  ScenarioView view{session};
};

/// Answers the next question, and remembers what was asked.
struct Answer {
  explicit Answer(QMessageBox::StandardButton button) {
    QObject::connect(&timer, &QTimer::timeout, [this, button] {
      if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
        asked = box->text();
        is_plain = box->textFormat() == Qt::PlainText;
        timer.stop();
        box->button(button)->click();
      }
    });
    timer.start(10);
  }

  QTimer timer;
  QString asked;
  bool is_plain = false;
};

TEST_CASE("scenario_view: a scenario runs to its end and is open beside the text") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  QTest::keyClick(opened.view.editor(), Qt::Key_R, Qt::ControlModifier);
  CHECK(opened.view.runPanel()->run().isRunning());
  CHECK_FALSE(opened.action("Run")->isEnabled());
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().startsWith("Done: 5 rounds done · round 5 of 5"));
  REQUIRE(opened.waitForRuns(1));
  CHECK(opened.session.current()->data->run.title == "quick");
  CHECK(opened.action("Run")->isEnabled());
  CHECK(opened.view.runPanel()->out().endsWith("/my-2.db"));
}

TEST_CASE("scenario_view: a scenario that is asked to be run is, and no other in its place") {
  Opened opened;
  opened.session.openAndRun("/nowhere/my.toml");
  CHECK_FALSE(opened.view.runPanel()->run().isRunning());
  opened.session.openAndRun(opened.path);
  CHECK(opened.view.runPanel()->run().isRunning());
  REQUIRE(opened.waitForEnd());
  REQUIRE(opened.waitForRuns(1));
}

TEST_CASE("scenario_view: a run is watched while it runs, and stopping records it as interrupted") {
  Opened opened(quickScenario("long", 1'000'000));
  opened.view.runNow();
  REQUIRE(opened.waitForRuns(1));
  CHECK(opened.view.runPanel()->run().isRunning());
  REQUIRE(QTest::qWaitFor(
      [&] {
        return opened.view.runPanel()->message().startsWith("round");
      },
      kLong_ms));
  opened.action("Stop")->trigger();
  CHECK_FALSE(opened.action("Stop")->isEnabled());
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().startsWith("Stopped"));
  CHECK(RunReader(opened.folder / "my.db").runs().at(0).status == "interrupted");
}

TEST_CASE("scenario_view: a run that is killed says so") {
  Opened opened(quickScenario("long", 1'000'000));
  opened.view.runNow();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return opened.view.runPanel()->run().processId() != 0;
      },
      kLong_ms));
  ::kill(static_cast<pid_t>(opened.view.runPanel()->run().processId()), SIGKILL);
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().contains("signal 9"));
}

TEST_CASE("scenario_view: a simulated world that comes to a bad end says why") {
  Opened opened(quickScenario() +
                "[[failure]]\nkind = \"host_crash\"\nhosts = \"*\"\nat = \"0.1 s\"\n");
  opened.view.runNow();
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().contains("server 'server' was lost"));
}

TEST_CASE("scenario_view: a sweep is run as one, and its folder opened") {
  Opened opened;
  opened.session.open(QString::fromStdString(opened.folder.write(
      "sweep.toml", "scenario = \"my.toml\"\n[axes]\n\"strategy.rounds\" = [1, 2]\n")));
  opened.view.runNow();
  CHECK(opened.view.runPanel()->run().order().is_sweep);
  CHECK(opened.view.runPanel()->run().order().out.endsWith("/sweep"));
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().startsWith("Done · run 2 of 2"));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return opened.session.sweep() != nullptr;
      },
      kLong_ms));
}

TEST_CASE("scenario_view: a place that the user has chosen is used") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  auto* out = opened.view.runPanel()->findChild<QLineEdit*>();
  out->setText("chosen.db");  // beside the scenario
  opened.view.runNow();
  REQUIRE(opened.waitForEnd());
  CHECK(std::filesystem::exists(opened.folder / "chosen.db"));
  REQUIRE(opened.waitForRuns(1));
}

TEST_CASE("scenario_view: without the program each part says what is missing") {
  Opened opened(quickScenario(), "/nowhere/simgrad");
  REQUIRE(opened.waitUntilReady());
  const auto says = [&](const QWidget& widget) {
    const QList<QLabel*> labels = widget.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return label->text().contains("/nowhere/simgrad");
    });
  };
  CHECK(says(*opened.view.form()));
  opened.view.runNow();
  REQUIRE(opened.waitForEnd());
  CHECK(opened.view.runPanel()->message().contains("/nowhere/simgrad"));
}

TEST_CASE("scenario_view: problems come at their lines while writing, and go when mended") {
  Opened opened(quickScenario() + "rond = 1\n");
  ScenarioEditor* editor = opened.view.editor();
  ProblemsList* problems = opened.view.check()->problems();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return problems->count() == 1;
      },
      kLong_ms));
  CHECK(problems->item(0)->text().startsWith("line 19: unknown key 'strategy.rond'"));
  CHECK(editor->extraSelections().size() == 1);
  QTest::keyClick(editor, Qt::Key_F8);
  CHECK(editor->textCursor().blockNumber() == 18);
  editor->textCursor().beginEditBlock();
  QTest::keyClick(editor, Qt::Key_End, Qt::ShiftModifier);
  QTest::keyClick(editor, Qt::Key_Delete);
  editor->textCursor().endEditBlock();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return problems->count() == 0;
      },
      kLong_ms));
  CHECK(editor->extraSelections().isEmpty());
  CHECK_FALSE(problems->isVisible());
  CHECK(opened.bytes().endsWith("rond = 1\n"));  // nothing was saved
}

TEST_CASE("scenario_view: what is entered in the form changes its value in the text") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  FormModel* model = opened.view.form()->model();
  QTreeView* tree = opened.view.form()->tree();
  tree->setCurrentIndex(model->find("strategy.rounds"));
  tree->setFocus();
  tree->edit(model->find("strategy.rounds"));
  auto* line = tree->findChild<QLineEdit*>();
  REQUIRE(line != nullptr);
  QTest::keyClicks(line, "12");
  QTest::keyClick(line, Qt::Key_Return);
  REQUIRE(QTest::qWaitFor(
      [&] {
        return opened.text() == quickScenario("quick", 12);
      },
      kLong_ms));
  opened.view.editor()->undo();
  CHECK(opened.text() == quickScenario());
  REQUIRE(QTest::qWaitFor(
      [&] {
        return model->find("strategy.rounds").data() == "5";
      },
      kLong_ms));
}

TEST_CASE("scenario_view: what is being entered in the form counts when the scenario is saved") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  QTreeView* tree = opened.view.form()->tree();
  tree->edit(opened.view.form()->model()->find("seed"));
  QTest::keyClicks(tree->findChild<QLineEdit*>(), "1234");
  const Answer answer(QMessageBox::Save);
  CHECK(opened.view.mayClose());
  CHECK(opened.bytes().contains("seed = 1234\n"));
}

TEST_CASE("scenario_view: it may go while something is being entered in the form") {
  auto opened = std::make_unique<Opened>();
  REQUIRE(opened->waitUntilReady());
  QTreeView* tree = opened->view.form()->tree();
  tree->edit(opened->view.form()->model()->find("seed"));
  QTest::keyClicks(tree->findChild<QLineEdit*>(), "1234");
  opened.reset();
}

TEST_CASE("scenario_view: another kind, chosen from its list, brings that kind's keys") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  FormModel* model = opened.view.form()->model();
  QTreeView* tree = opened.view.form()->tree();
  tree->edit(model->find("model"));
  auto* box = tree->findChild<QComboBox*>();
  REQUIRE(box != nullptr);
  box->setCurrentIndex(box->findText("mlp"));
  emit box->activated(box->currentIndex());
  CHECK(opened.view.editor()->text().contains("kind = \"mlp\""));
  CHECK(model->find("model.hidden").isValid());
}

TEST_CASE("scenario_view: what is entered for a text that has changed since changes nothing") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  opened.view.editor()->replace(0, 0, "# head\n");  // the form has not heard of it
  FormModel* model = opened.view.form()->model();
  model->setData(model->find("seed"), "99");
  CHECK(opened.text() == "# head\n" + quickScenario());
  model->setData(model->find("seed"), "99");
  CHECK(opened.text().find("seed = 99") != std::string::npos);
}

TEST_CASE("scenario_view: what the user has closed in the form stays closed") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  const FormModel& model = *opened.view.form()->model();
  QTreeView* tree = opened.view.form()->tree();
  const auto is_open = [&](const char* path) {
    return tree->isExpanded(model.find(path).siblingAtColumn(FormModel::kKey));
  };
  CHECK(is_open("platform"));
  CHECK_FALSE(is_open("stop"));
  tree->setExpanded(model.find("platform").siblingAtColumn(FormModel::kKey), false);
  opened.view.editor()->appendPlainText("[[failure]]\nkind = \"link_down\"\n");
  REQUIRE(QTest::qWaitFor(
      [&] {
        return model.find("failure[0].links").isValid();
      },
      kLong_ms));
  CHECK_FALSE(is_open("platform"));
  CHECK(is_open("failure[0]"));
}

TEST_CASE("scenario_view: changes are saved, given up, or kept, as the user says") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  const QByteArray before = opened.bytes();
  CHECK(opened.view.mayClose());
  QTest::keyClicks(opened.view.editor(), "# x");
  CHECK(opened.action("Save")->isEnabled());
  {
    const Answer answer(QMessageBox::Cancel);
    CHECK_FALSE(opened.view.mayClose());
    CHECK(answer.asked.contains("my.toml has changes"));
    CHECK(answer.is_plain);
  }
  {
    const Answer answer(QMessageBox::Discard);
    CHECK(opened.view.mayClose());
    CHECK(opened.bytes() == before);
  }
  const Answer answer(QMessageBox::Save);
  CHECK(opened.view.mayClose());
  CHECK(opened.bytes() == "# x" + before);
  CHECK_FALSE(opened.action("Save")->isEnabled());
}

TEST_CASE("scenario_view: closing while a run is under way is asked for, and leaves no child") {
  auto opened = std::make_unique<Opened>(quickScenario("long", 1'000'000));
  opened->view.runNow();
  REQUIRE(opened->waitForRuns(1));
  const auto child = static_cast<pid_t>(opened->view.runPanel()->run().processId());
  {
    const Answer answer(QMessageBox::Cancel);
    CHECK_FALSE(opened->view.mayClose());
    CHECK(answer.asked.contains("A run is under way"));
  }
  const Answer answer(QMessageBox::Yes);
  CHECK(opened->view.mayClose());
  opened.reset();
  CHECK(::kill(child, 0) != 0);
}

TEST_CASE("scenario_view: someone else's change is taken, unless the text has changes of its own") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  ScenarioEditor* editor = opened.view.editor();
  opened.folder.write("my.toml", "title = 'theirs'\n");
  REQUIRE(QTest::qWaitFor(
      [&] {
        return editor->text() == "title = 'theirs'\n";
      },
      kLong_ms));
  QTest::keyClicks(editor, "# mine");
  opened.folder.write("my.toml", "title = 'theirs again'\n");
  REQUIRE(opened.waitForNote());
  CHECK(editor->text().contains("# mine"));
  const Answer answer(QMessageBox::Cancel);
  opened.action("Save")->trigger();
  CHECK(answer.asked.contains("changed by someone else"));
  CHECK(answer.is_plain);
  CHECK(opened.bytes() == "title = 'theirs again'\n");
}

TEST_CASE("scenario_view: a file that goes is told of, after a while, and noticed if it returns") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  QSignalSpy problem(&opened.session, &Session::problem);
  const auto is_told_of = [&](const char* name) {
    return QTest::qWaitFor(
        [&] {
          return !problem.isEmpty() &&
                 problem.back().at(0).toString().contains(QString(name) + ": the file is gone");
        },
        kLong_ms);
  };
  std::filesystem::remove(opened.folder / "my.toml");
  REQUIRE(is_told_of("my.toml"));
  const QString other = QString::fromStdString(opened.folder.write("other.toml", "a = 1\n"));
  {
    const Answer answer(QMessageBox::Discard);
    REQUIRE(opened.view.openScenario(other));
  }
  QElapsedTimer since;
  since.start();
  std::filesystem::remove(opened.folder / "other.toml");
  REQUIRE(is_told_of("other.toml"));
  CHECK(since.elapsed() > 600);  // some looks, as with the first file
  opened.folder.write("other.toml", "a = 2\n");
  CHECK(opened.waitForNote());
}

TEST_CASE("scenario_view: a new scenario has no runs yet") {
  Opened opened;
  test::writeExample(opened.folder / "before.db", 2, 2, "quick");
  const EarlierRunsModel* earlier = opened.view.earlierRuns()->model();
  const auto has_runs = [&](int runs) {
    return QTest::qWaitFor(
        [&] {
          return earlier->rowCount() == runs;
        },
        kLong_ms);
  };
  REQUIRE(has_runs(1));
  opened.action("New")->trigger();
  CHECK(has_runs(0));
}

TEST_CASE("scenario_view: a run to compare with takes no place, whatever else is being opened") {
  Opened opened;
  test::writeExample(opened.folder / "before.db", 2, 2, "quick");
  test::writeExample(opened.folder / "other.db", 2, 2, "other");
  EarlierRunsModel* earlier = opened.view.earlierRuns()->model();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return earlier->rowCount() == 1;
      },
      kLong_ms));
  opened.session.open(QString::fromStdString((opened.folder / "other.db").string()));
  earlier->setData(earlier->index(0, 0), Qt::Checked, Qt::CheckStateRole);
  REQUIRE(opened.waitForRuns(2));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return !opened.session.isLoading();
      },
      kLong_ms));
  CHECK(opened.session.current()->data->key.database.filename() == "other.db");
}

TEST_CASE("scenario_view: a check of a text that is gone is not waited for") {
  const TemporaryFolder folder;
  const std::string checking = folder / "checking";
  Opened opened(quickScenario(),
                test::writeProgram(folder / "program",
                                   "[ $1 = check ] && touch " + checking + "\nexec sleep 600\n"));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return std::filesystem::exists(checking);
      },
      kLong_ms));
  opened.view.editor()->selectAll();
  QTest::keyClick(opened.view.editor(), Qt::Key_Delete);
  CHECK(QTest::qWaitFor(
      [&] {
        return opened.view.check()->isReady();
      },
      kLong_ms));
}

TEST_CASE("scenario_view: an earlier run of the scenario is one tick away") {
  Opened opened;
  test::writeExample(opened.folder / "before.db", 2, 2, "quick");
  test::writeExample(opened.folder / "other.db", 2, 2, "other");
  opened.view.runNow();
  REQUIRE(opened.waitForRuns(1));
  REQUIRE(opened.waitForEnd());
  EarlierRunsModel* earlier = opened.view.earlierRuns()->model();
  const QAbstractItemModelTester tester(earlier,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  REQUIRE(QTest::qWaitFor(
      [&] {
        return earlier->rowCount() == 2;
      },
      kLong_ms));
  const auto row = [&](const char* name) {
    return earlier->index(earlier->index(0, 0).data() == name ? 0 : 1, 0);
  };
  CHECK(row("my.db").data(Qt::CheckStateRole) == Qt::Checked);
  CHECK(row("before.db").data(Qt::CheckStateRole) == Qt::Unchecked);
  earlier->setData(row("before.db"), Qt::Checked, Qt::CheckStateRole);
  REQUIRE(opened.waitForRuns(2));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return !opened.session.isLoading();
      },
      kLong_ms));
  CHECK(row("before.db").data(Qt::CheckStateRole) == Qt::Checked);
  CHECK(opened.session.current()->data->key.database.filename() == "my.db");
  earlier->setData(row("before.db"), Qt::Unchecked, Qt::CheckStateRole);
  CHECK(opened.session.runs().size() == 1);
}

TEST_CASE("scenario_view: what a new scenario begins with is sound") {
  Opened opened;
  REQUIRE(opened.waitUntilReady());
  opened.action("New")->trigger();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return opened.view.check()->verdict().startsWith("Sound: 10 workers");
      },
      kLong_ms));
  CHECK(opened.view.check()->problems()->count() == 0);
}

TEST_CASE("scenario_view: a file that is no text is a message, and the text stays") {
  Opened opened;
  QSignalSpy problem(&opened.session, &Session::problem);
  opened.session.open(
      QString::fromStdString(opened.folder.write("bad.toml", std::string_view("\0\1\2", 3))));
  REQUIRE(problem.count() == 1);
  CHECK(problem.at(0).at(0).toString().contains("bad.toml"));
  CHECK(opened.text() == quickScenario());
}

}  // namespace
}  // namespace simgrad::gui
