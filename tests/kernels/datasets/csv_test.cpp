#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/made.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

Dataset plain(const std::string& file,
              std::initializer_list<std::pair<std::string, Argument>> more = {}) {
  Arguments arguments =
      test::arguments_for(*find_component(datasets(), "csv"), {{"path", test::text(file)}});
  arguments.set("standardize", false);
  for (const auto& [name, value] : more) {
    arguments.set(name, value);
  }
  return find_component(datasets(), "csv")->make(arguments, 1);
}

/// N lines "i,i^2,label".
std::string numbered(int count) {
  std::string bytes = "a,b,label\n";
  for (int i = 0; i < count; ++i) {
    bytes += std::to_string(i) + "," + std::to_string(i * i) + (i % 3 == 0 ? ",yes\n" : ",no\n");
  }
  return bytes;
}

/// The error of reading `bytes`, without the folder's name.
std::string message(const std::string& bytes, const std::string& label = "label") {
  const test::TemporaryFolder folder;
  try {
    plain(folder.write("f.csv", bytes), {{"label", test::text(label)}});
  } catch (const Error& error) {
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
  return "no error";
}

}  // namespace

TEST_CASE("csv: every row is in exactly one part, with its own label, in the file's order") {
  const test::TemporaryFolder folder;
  const Dataset data = plain(folder.write("f.csv", numbered(50)));
  CHECK(test::is_sound(data));
  CHECK(data.features == 2);
  CHECK(data.classes == 2);
  CHECK(data.train.count() == 40);
  CHECK(data.test.count() == 10);
  std::vector<int> seen(50, 0);
  for (const Samples* part : {&data.train, &data.test}) {
    float last = -1.0F;
    for (std::size_t i = 0; i < part->count(); ++i) {
      const float a = part->row(i)[0];
      CHECK(a > last);
      CHECK(part->row(i)[1] == a * a);
      CHECK(part->labels[i] == (static_cast<int>(a) % 3 == 0 ? 1 : 0));  // no < yes
      seen[static_cast<std::size_t>(a)] += 1;
      last = a;
    }
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int n) {
    return n == 1;
  }));
}

TEST_CASE("csv: the seed decides what is for testing, and one sample at least is") {
  const test::TemporaryFolder folder;
  const auto path = test::text(folder.write("f.csv", numbered(50)));
  CHECK(test::same(test::made("csv", {{"path", path}}, 1).test,
                   test::made("csv", {{"path", path}}, 1).test));
  CHECK_FALSE(test::same(test::made("csv", {{"path", path}}, 1).test,
                         test::made("csv", {{"path", path}}, 2).test));
  const auto count = [&](double fraction) {
    return test::made("csv", {{"path", path}, {"test_fraction", test::real(fraction)}})
        .test.count();
  };
  CHECK(count(0.001) == 1);
  CHECK(count(0.5) == 25);
  CHECK(count(0.999) == 49);
}

TEST_CASE(
    "csv: standardized training columns have mean 0 and deviation 1, the test part the same map") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("f.csv", numbered(50));
  const Dataset raw = plain(file);
  const Dataset data = test::made("csv", {{"path", test::text(file)}});
  for (std::size_t j = 0; j < 2; ++j) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < data.train.count(); ++i) {
      const double x = static_cast<double>(data.train.row(i)[j]);
      sum += x / 40.0;
      squares += x * x / 40.0;
    }
    CHECK(std::abs(sum) < 1e-6);
    CHECK(squares == Approx(1.0));
    const auto slope = [&](const Samples& from, const Samples& to, std::size_t a, std::size_t b) {
      return (to.row(a)[j] - to.row(b)[j]) / (from.row(a)[j] - from.row(b)[j]);
    };
    CHECK(slope(raw.test, data.test, 0, 9) ==
          Approx(slope(raw.train, data.train, 0, 39)).epsilon(1e-5));
  }
}

TEST_CASE("csv: a column that is constant in training becomes zero") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("f.csv", "a,b,l\n0.1,1,x\n0.1,2,y\n0.1,3,x\n0.1,4,y\n0.1,5,x\n");
  const Dataset data = test::made("csv", {{"path", test::text(file)}});
  for (std::size_t i = 0; i < data.train.count(); ++i) {
    CHECK(std::abs(data.train.row(i)[0]) < 1e-9F);
  }
}

TEST_CASE("csv: integer labels are numbered by value, text by its bytes, from any column") {
  const test::TemporaryFolder folder;
  const auto sorted = [](const Dataset& data) {
    std::vector<std::pair<float, int>> pairs;
    for (const Samples* part : {&data.train, &data.test}) {
      for (std::size_t i = 0; i < part->count(); ++i) {
        pairs.emplace_back(part->row(i)[0], part->labels[i]);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  };
  using Pairs = std::vector<std::pair<float, int>>;
  const auto integers = folder.write("i.csv", "y,x\n10,1\n-2,2\n9,3\n");
  CHECK(sorted(plain(integers, {{"label", test::text("y")}})) ==
        Pairs{{1.0F, 2}, {2.0F, 0}, {3.0F, 1}});
  const auto texts = folder.write("t.csv", "\xEF\xBB\xBFx,y\r\n1, \"b, c\" \r\n\r\n+2,10\r\n3,9a");
  CHECK(sorted(plain(texts)) == Pairs{{1.0F, 2}, {2.0F, 0}, {3.0F, 1}});
}

TEST_CASE("csv: what is wrong is named with file, line and column") {
  CHECK(message("") == "f.csv: is empty, expected a header line and samples");
  CHECK(message("label\n1\n") == "f.csv:1: expected a header of at least two columns, found 1");
  CHECK(message("a,b\n1,2\n") ==
        "f.csv:1: expected one column \"label\" (`label`), found 0 among a, b");
  CHECK(message("label,label\n1,2\n") ==
        "f.csv:1: expected one column \"label\" (`label`), found 2 among label, label");
  CHECK(message("a,label\n1,2\n1,2,3\n") == "f.csv:3: expected 2 fields as in the header, found 3");
  CHECK(message("a,label\n1,2\n1\n") == "f.csv:3: expected 2 fields as in the header, found 1");
  CHECK(message("a,label\n1,2\n\n1x,2\n") ==
        "f.csv:4: column \"a\": expected a number, found \"1x\"");
  CHECK(message("a,label\n,2\n") == "f.csv:2: column \"a\": expected a number, found \"\"");
  CHECK(message("a,label\ninf,2\n") ==
        "f.csv:2: column \"a\": expected a finite number, found \"inf\"");
  CHECK(message("a,label\n1e39,2\n") ==
        "f.csv:2: column \"a\": expected a number that fits single precision, found 1e39");
  CHECK(message("a,label\n1,\n") == "f.csv:2: column \"label\": expected a label, found nothing");
  CHECK(message("a,label\n1,\"x\n") ==
        "f.csv:2: field 2: expected a closing quote before the comma or the end of the line");
  CHECK(message("a,label\n1,2\n") == "f.csv: expected at least 2 samples, found 1");
  CHECK(message("a,label\n1,2\n3,2\n") == "f.csv: expected 2 to 10000 different labels, found 1");
}

TEST_CASE("csv: a missing file is an error that names it") {
  const test::TemporaryFolder folder;
  const auto file = (folder.path() / "none.csv").string();
  CHECK_THROWS_WITH(plain(file), file + ": cannot be opened, expected a readable CSV file");
}

TEST_CASE("csv: `image` says what the columns are a picture of, in their order") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("f.csv", numbered(9));
  const auto shaped = [&](std::vector<std::int64_t> image) {
    return plain(file, {{"image", Argument(std::move(image))}});
  };
  CHECK(shaped({1, 1, 2}).shape().width == 2);
  CHECK(shaped({1, 2, 1}).shape().height == 2);
  CHECK(plain(file).shape().channels == 2);
  CHECK(error_text([&] {
          shaped({1, 2, 2});
        }) == file + ": image is [1, 2, 2], 4 numbers, but a sample has 2 features");
}
