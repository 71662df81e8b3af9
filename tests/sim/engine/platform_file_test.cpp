#include "sim/engine/platform_file.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <catch2/catch.hpp>

namespace {

using simgrad::check_platform_file;
using simgrad::PlatformProblem;

const std::string kHead =
    R"(<?xml version="1.0"?><!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">)";

/// A file that is gone at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("platform_file_test_" + std::to_string(getpid()) + ".xml")) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<PlatformProblem> problems_of(const std::string& text) {
  const TemporaryFile file(text);
  return check_platform_file(file.path());
}

/// `body` begins in line 3.
std::string platform(const std::string& body) {
  return kHead + "\n<platform version=\"4.1\">\n" + body + "\n</platform>\n";
}

/// `inside` begins in line 4.
std::string zone(const std::string& routing, const std::string& inside) {
  return platform("<zone id=\"z\" routing=\"" + routing + "\">\n" + inside + "\n</zone>");
}

std::string cluster(const std::string& attributes) {
  return platform(R"(<cluster id="c" prefix="n" suffix="" speed="1Gf" bw="1Gbps" lat="1us" )" +
                  attributes + "/>");
}

const std::string kHost = R"(<host id="a" speed="1Gf"/>)";
// Lines 4 to 6: two hosts, a plain and a full duplex link.
const std::string kPair =
    "<host id=\"a\" speed=\"1Gf\"/><host id=\"b\" speed=\"1Gf\"/>\n"
    "<link id=\"l\" bandwidth=\"1Gbps\" latency=\"1us\"/>\n"
    "<link id=\"d\" bandwidth=\"1Gbps\" latency=\"1us\" sharing_policy=\"SPLITDUPLEX\"/>\n";
const std::string kRoute = R"(<route src="a" dst="b"><link_ctn id="l"/></route>)";
// Lines 4 to 6: two zones of a host each, a link.
const std::string kZones =
    "<zone id=\"x\" routing=\"Full\"><host id=\"a\" speed=\"1Gf\"/></zone>\n"
    "<zone id=\"y\" routing=\"Full\"><host id=\"b\" speed=\"1Gf\"/></zone>\n"
    "<link id=\"l\" bandwidth=\"1Gbps\" latency=\"1us\"/>\n";

const std::string kZoneRoute =
    R"(<zoneRoute src="x" dst="y" gw_src="a" gw_dst="b"><link_ctn id="l"/></zoneRoute>)";

std::string link(const std::string& attributes) {
  return zone("Full", "<link " + attributes + "/>");
}
std::string host(const std::string& attributes) {
  return zone("Full", "<host " + attributes + "/>");
}

struct Broken {
  std::string what;
  std::string text;
  int line;
  std::string fragment;
};

/// Each has exactly one problem.
std::vector<Broken> broken_structure() {
  return {
      {"empty file", "", 0, "the file is empty"},
      {"no closing tag", platform("<zone id=\"z\" routing=\"Full\">"), 4, "mismatched tag"},
      {"not XML at all", "speed = 3\n", 1, "not well-formed XML"},
      {"an attribute twice", host(R"(id="a" id="a" speed="1Gf")"), 4, "duplicate attribute"},
      {"no DOCTYPE",
       "<?xml version=\"1.0\"?>\n<platform version=\"4.1\"><zone id=\"z\" "
       "routing=\"Full\"/></platform>",
       2, "expected <!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">"},
      {"another DOCTYPE",
       "<!DOCTYPE platform SYSTEM \"simgrid.dtd\">\n<platform version=\"4.1\"><zone id=\"z\" "
       "routing=\"Full\"/></platform>",
       1, "expected <!DOCTYPE platform"},
      {"entities that expand",
       "<!DOCTYPE platform [\n<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<platform "
       "version=\"&b;\"/>",
       1, "declarations inside <!DOCTYPE"},
      {"another root", kHead + "\n<cluster_of_mine><host/></cluster_of_mine>", 2,
       "the outermost element must be <platform version=\"4.1\">"},
      {"an old version",
       kHead + "\n<platform version=\"3\"><zone id=\"z\" routing=\"Full\"/></platform>", 2,
       "version=\"3\": expected one of 4.1 4 4.0"},
      {"no version", kHead + "\n<platform><zone id=\"z\" routing=\"Full\"/></platform>", 2,
       "attribute version is missing"},
      {"no zone", platform(""), 5, "no zone"},
      {"two outermost zones",
       platform("<zone id=\"z\" routing=\"Full\"/>\n<zone id=\"y\" routing=\"Full\"/>"), 4,
       "one outermost zone, and that of line 3 is it"},
      {"include", platform("<include file=\"other.xml\"/>"), 3, "a platform is one file"},
      {"unknown element", zone("Full", "<hots id=\"a\"/>"), 4,
       "<hots id=\"a\">: unknown element; known: platform zone AS cluster"},
      {"a host outside of zones", platform(kHost), 3,
       "not inside <platform>; expected inside one of zone AS"},
      {"a platform in a platform", platform("<platform version=\"4.1\"/>"), 3,
       "it is the outermost element"},
      {"text", zone("Full", kHost + "\n16 of these"), 5, "text between elements"},
      {"a trace", platform("<trace id=\"t\" file=\"f\" periodicity=\"1\"/>"), 3, "failures"},
      {"an actor",
       platform("<zone id=\"z\" routing=\"Full\"/>\n<actor host=\"a\" function=\"f\"/>"), 4,
       "strategy starts them"},
      {"settings", platform("<config><prop id=\"network/model\" value=\"LV08\"/></config>"), 3,
       "the network model is the scenario's"},
      {"storage", zone("Full", "<storage_type id=\"s\" size=\"1GB\"/>"), 4, "<disk>"},
      {"unknown routing", zone("Star", kHost), 3, "routing=\"Star\": expected one of Full Floyd"},
      {"zones beside a host",
       zone("Wifi", kHost + "\n<cluster id=\"c\" prefix=\"n\" suffix=\"\" speed=\"1Gf\" "
                            "bw=\"1Gbps\" lat=\"0\" radical=\"0\"/>"),
       5, "<cluster> beside <host>"},
      {"a link after a route",
       zone("Full", kPair + kRoute + "\n<link id=\"m\" bandwidth=\"1Gbps\" latency=\"0\"/>"), 8,
       "<link> after <route>"},
      {"a property after a host", zone("Full", kHost + "\n<prop id=\"k\" value=\"v\"/>"), 5,
       "a zone's properties come first"},
  };
}

std::vector<Broken> broken_attributes() {
  return {
      {"unknown attribute", host(R"(id="a" sped="1Gf" speed="1Gf")"), 4,
       "<host id=\"a\">: unknown attribute sped; known: id speed core"},
      {"missing attribute", host(R"(id="a")"), 4, "attribute speed is missing"},
      {"empty name", host(R"(id="" speed="1Gf")"), 4, "a name that is not empty"},
      {"negative speed", host(R"(id="a" speed="-1Gf")"), 4,
       "speed=\"-1Gf\": expected a positive number"},
      {"zero speed", host(R"(id="a" speed="0f")"), 4, "speed=\"0f\": expected a positive number"},
      {"a speed that is no number", host(R"(id="a" speed="nanf")"), 4, "speed=\"nanf\": expected"},
      {"infinite speed", host(R"(id="a" speed="inff")"), 4, "speed=\"inff\": expected"},
      {"a speed beyond doubles", host(R"(id="a" speed="1e300Yf")"), 4,
       "speed=\"1e300Yf\": expected"},
      {"speed in GHz", host(R"(id="a" speed="2GHz")"), 4, "units f kf Mf Gf"},
      {"speed without unit", host(R"(id="a" speed="1e9")"), 4, "speed=\"1e9\": expected"},
      {"a wrong second speed", host(R"(id="a" speed="1Gf,0Gf")"), 4, "speed=\"1Gf,0Gf\": expected"},
      {"a pstate without speed", host(R"(id="a" speed="1Gf,2Gf" pstate="2")"), 4,
       "pstate=\"2\": expected"},
      {"no cores", host(R"(id="a" speed="1Gf" core="0")"), 4,
       "core=\"0\": expected a whole number, 1 or more"},
      {"half a core", host(R"(id="a" speed="1Gf" core="2.5")"), 4,
       "core=\"2.5\": expected a whole number"},
      {"availability profile", host(R"(id="a" speed="1Gf" state_file="down.txt")"), 4,
       "state_file=\"down.txt\": profiles are not taken from platform files: failures"},
      {"coordinates", host(R"(id="a" speed="1Gf" coordinates="1 2")"), 4,
       "coordinates=\"1 2\": expected three numbers"},
      {"negative bandwidth", link(R"(id="l" bandwidth="-1GBps" latency="0")"), 4,
       "bandwidth=\"-1GBps\": expected a positive number with one of the units bps kbps Mbps Gbps"},
      {"zero bandwidth", link(R"(id="l" bandwidth="0Bps" latency="0")"), 4,
       "bandwidth=\"0Bps\": expected"},
      {"bandwidth per slash", link(R"(id="l" bandwidth="10Gbit/s" latency="0")"), 4,
       "bandwidth=\"10Gbit/s\": expected"},
      {"a space before the unit", link(R"(id="l" bandwidth="10 Gbps" latency="0")"), 4,
       "bandwidth=\"10 Gbps\": expected"},
      {"no latency", link(R"(id="l" bandwidth="1Gbps")"), 4, "attribute latency is missing"},
      {"negative latency", link(R"(id="l" bandwidth="1Gbps" latency="-1ms")"), 4,
       "latency=\"-1ms\": expected 0, or"},
      {"latency without unit", link(R"(id="l" bandwidth="1Gbps" latency="0.05")"), 4,
       "units ps ns us ms s"},
      {"old sharing policy",
       link(R"(id="l" bandwidth="1Gbps" latency="0" sharing_policy="FULLDUPLEX")"), 4,
       "expected one of SHARED SPLITDUPLEX FATPIPE WIFI"},
      {"WIFI link in a Full zone",
       link(R"(id="l" bandwidth="1Gbps" latency="0" sharing_policy="WIFI")"), 4,
       "only a zone with routing=\"Wifi\""},
      {"two bandwidths", link(R"(id="l" bandwidth="1Gbps,2Gbps" latency="0")"), 4,
       "several bandwidths"},
      {"a radical backwards", cluster(R"(radical="3-1")"), 3,
       "radical=\"3-1\": expected numbers and ranges"},
      {"a radical of words", cluster(R"(radical="all")"), 3, "radical=\"all\": expected"},
      {"a million and one hosts", cluster(R"(radical="0-1000000")"), 3, "more than 1000000 hosts"},
      {"overlapping ranges", cluster(R"(radical="0-3,2-5")"), 3,
       "the name \"n2\" is that of a host of line 3"},
      {"unknown topology", cluster(R"(radical="0-3" topology="RING")"), 3,
       "expected one of FLAT TORUS"},
      {"a torus of other size", cluster(R"(radical="0-4" topology="TORUS" topo_parameters="2,2")"),
       3, "has 4 hosts, but radical names 5"},
      {"a fat tree short of a level",
       cluster(R"(radical="0-15" topology="FAT_TREE" topo_parameters="3;4,4;1,2;1,2")"), 3,
       "topo_parameters=\"3;4,4;1,2;1,2\": expected"},
      {"zero cluster bandwidth",
       platform(
           R"(<cluster id="c" prefix="n" suffix="" speed="1Gf" bw="0Gbps" lat="1us" radical="0-3"/>)"),
       3, "bw=\"0Gbps\": expected"},
  };
}

std::vector<Broken> broken_references() {
  return {
      {"two hosts of a name", zone("Floyd", kHost + "\n" + kHost), 5,
       "the name \"a\" is that of a host of line 4 already"},
      {"a router named as a host", zone("Floyd", kHost + "\n<router id=\"a\"/>"), 5,
       "that of a host of line 4"},
      {"two links of a name",
       zone("Full", kPair + "<link id=\"l\" bandwidth=\"1Gbps\" latency=\"0\"/>\n" + kRoute), 7,
       "the name \"l\" is that of a link of line 5"},
      {"a link named as a direction",
       zone("Full", kPair + "<link id=\"d_UP\" bandwidth=\"1Gbps\" latency=\"0\"/>\n" + kRoute), 7,
       "the name \"d_UP\" is that of a link of line 6"},
      {"two zones of a name", zone("Full", "<zone id=\"z\" routing=\"Full\"/>"), 4,
       "that of a zone of line 3"},
      {"a route over an unknown link",
       zone("Full", kPair + "<route src=\"a\" dst=\"b\">\n<link_ctn id=\"k\"/></route>"), 8,
       "<link_ctn id=\"k\">: no link of that name is declared above"},
      {"a full duplex link without direction",
       zone("Full", kPair + "<route src=\"a\" dst=\"b\"><link_ctn id=\"d\"/></route>"), 7,
       "needs direction=\"UP\" or direction=\"DOWN\""},
      {"a plain link with direction",
       zone("Full",
            kPair + "<route src=\"a\" dst=\"b\"><link_ctn id=\"l\" direction=\"UP\"/></route>"),
       7, "only a SPLITDUPLEX link has a direction"},
      {"an empty route", zone("Full", kPair + "<route src=\"a\" dst=\"b\"/>"), 7,
       "it has no <link_ctn>"},
      {"a route from an unknown host",
       zone("Full", kPair + kRoute + "\n<route src=\"c\" dst=\"b\"><link_ctn id=\"l\"/></route>"),
       8, "src=\"c\": no host or router of that name is declared above"},
      {"a route to a host of another zone",
       zone("Full",
            "<zone id=\"x\" routing=\"Full\"><host id=\"c\" speed=\"1Gf\"/></zone>\n<zone id=\"y\" "
            "routing=\"Full\">" +
                kPair + kRoute +
                "\n<route src=\"a\" dst=\"c\"><link_ctn id=\"l\"/></route></zone>\n"
                "<zoneRoute src=\"x\" dst=\"y\" gw_src=\"c\" gw_dst=\"a\"><link_ctn "
                "id=\"l\"/></zoneRoute>"),
       9, "dst=\"c\": that host or router is not directly in zone \"y\""},
      {"a route there and back",
       zone("Full", kPair + kRoute + "\n<route src=\"b\" dst=\"a\"><link_ctn id=\"l\"/></route>"),
       8, "line 7 has a route between them already"},
      {"no route at all", zone("Full", kPair), 3, "<zone id=\"z\">: no route joins its 2 members"},
      {"a host that no route reaches",
       zone("Floyd", "<host id=\"c\" speed=\"1Gf\"/>" + kPair + kRoute), 3,
       "no way from \"c\" to \"a\""},
      {"routes in a Vivaldi zone",
       zone("Vivaldi",
            "<router id=\"a\"/><router id=\"b\"/>\n"
            "<link id=\"l\" bandwidth=\"1Gbps\" latency=\"1us\"/>\n" +
                kRoute),
       6, "only a zone with routing Full, Floyd"},
      {"a plain host in a Vivaldi zone", zone("Vivaldi", kHost), 4, "are <peer>s"},
      {"a peer elsewhere",
       zone("Full",
            R"(<peer id="p" speed="1Gf" bw_in="1Gbps" bw_out="1Gbps" coordinates="1 2 3"/>)"),
       4, "only in a zone with routing=\"Vivaldi\""},
      {"a zone route to no zone",
       zone(
           "Full",
           kZones + kZoneRoute + "\n" +
               R"(<zoneRoute src="x" dst="v" gw_src="a" gw_dst="b"><link_ctn id="l"/></zoneRoute>)"),
       8, "dst=\"v\": no zone of that name is declared above"},
      {"a gateway in the other zone",
       zone(
           "Full",
           kZones +
               R"(<zoneRoute src="x" dst="y" gw_src="a" gw_dst="a"><link_ctn id="l"/></zoneRoute>)"),
       7, "gw_dst=\"a\": it is not in zone \"y\""},
      {"an unknown gateway",
       zone(
           "Full",
           kZones +
               R"(<zoneRoute src="x" dst="y" gw_src="a" gw_dst="q"><link_ctn id="l"/></zoneRoute>)"),
       7, "gw_dst=\"q\": no host or router of that name"},
      {"a host without host_link", zone("Cluster", kHost), 3, "host \"a\" has no <host_link>"},
      {"a host_link over a pair of directions",
       zone("Cluster",
            kPair +
                R"(<host_link id="a" up="d" down="d_DOWN"/><host_link id="b" up="l" down="l"/>)"),
       7, "up=\"d\": a SPLITDUPLEX link is named with _UP or _DOWN"},
  };
}

void check_each(const std::vector<Broken>& cases) {
  for (const Broken& broken : cases) {
    INFO(broken.what);
    const auto problems = problems_of(broken.text);
    for (const auto& problem : problems) {
      UNSCOPED_INFO(problem.line << ": " << problem.text);
    }
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].line == broken.line);
    CHECK_THAT(problems[0].text, Catch::Contains(broken.fragment));
  }
}

}  // namespace

TEST_CASE("platform_file: the committed platforms have no problem") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("platforms")) {
    if (entry.path().extension() != ".xml") {
      continue;
    }
    ++files;
    for (const auto& problem : check_platform_file(entry.path())) {
      FAIL_CHECK(problem.file << ":" << problem.line << ": " << problem.text);
    }
  }
  CHECK(files >= 4);
}

TEST_CASE("platform_file: each broken structure is one problem with its line") {
  check_each(broken_structure());
}

TEST_CASE("platform_file: each broken attribute is one problem with its line") {
  check_each(broken_attributes());
}

TEST_CASE("platform_file: each broken reference is one problem with its line") {
  check_each(broken_references());
}

TEST_CASE("platform_file: several problems come out together, sorted by line") {
  const auto problems =
      problems_of(platform("<zone id=\"z\" routing=\"Floyd\">\n"
                           "<host id=\"a\" speed=\"0f\" core=\"none\"/>\n"
                           "<host id=\"b\" speed=\"1Gf\"/>\n"
                           "<link id=\"l\" bandwidth=\"fast\" latency=\"-1s\"/>\n"
                           "<route src=\"a\" dst=\"c\"><link_ctn id=\"k\"/></route>\n"
                           "</zone>"));
  std::vector<int> lines;
  for (const auto& problem : problems) {
    lines.push_back(problem.line);
  }
  CHECK(lines == std::vector<int>{3, 4, 4, 6, 6, 7, 7});
  CHECK(std::is_sorted(lines.begin(), lines.end()));
}

TEST_CASE("platform_file: problems before a syntax error are kept, and it ends the check") {
  const auto problems =
      problems_of(zone("Full", "<host id=\"a\"/>\n<host id=\"b\"\n<host id=\"c\"/>"));
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].line == 4);
  CHECK_THAT(problems[1].text, Catch::StartsWith("not well-formed XML: "));
}

TEST_CASE("platform_file: a missing file and a folder are problems of line 0") {
  const auto missing = check_platform_file("no/such/platform.xml");
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].file == "no/such/platform.xml");
  CHECK(missing[0].line == 0);
  CHECK(missing[0].text == "no such file");
  const auto folder = check_platform_file(std::filesystem::temp_directory_path());
  REQUIRE(folder.size() == 1);
  CHECK_THAT(folder[0].text, Catch::Contains("not a regular file"));
}

TEST_CASE("platform_file: deep nesting is one problem") {
  std::string text;
  for (int depth = 0; depth < 100'000; ++depth) {
    text += "<zone id=\"z" + std::to_string(depth) + "\" routing=\"Full\">";
  }
  for (int depth = 0; depth < 100'000; ++depth) {
    text += "</zone>";
  }
  const auto problems = problems_of(platform(text));
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0].text, Catch::Contains("nested deeper than 100"));
}

TEST_CASE("platform_file: what SimGrid takes is taken") {
  const std::vector<std::string> good = {
      zone("full", kPair + kRoute),
      zone("Full", kPair + R"(<route src="a" dst="b"><link_ctn id="d_UP"/></route>)"),
      zone("Floyd", kPair + R"(<route src="a" dst="b" symmetrical="NO"><link_ctn id="l"/></route>
        <route src="b" dst="a" symmetrical="no"><link_ctn id="d" direction="DOWN"/></route>)"),
      zone("Cluster",
           kPair + R"(<host_link id="a" up="d_UP" down="d_DOWN"/><host_link id="b" up="l" down="l"/>
        <backbone id="bb" bandwidth="1Gbps" latency="0"/>)"),
      zone(
          "Cluster",
          R"(<cabinet id="c" prefix="n" suffix="" radical="0-1" speed="1Gf" bw="1Gbps" lat="1us"/>)"),
      zone("Vivaldi",
           R"(<peer id="p" speed="1Gf" bw_in="1Gbps" bw_out="2MBps" coordinates="1 2 -3.5"/>)"),
      zone("Wifi", R"(<prop id="access_point" value="r"/><host id="a" speed="1Gf"/><router id="r"/>
        <link id="w" bandwidth="54Mbps, 36Mbps" latency="0ms" sharing_policy="WIFI"/>)"),
      zone(
          "Full",
          kZones +
              R"(<zoneRoute src="x" dst="y" gw_src="a" gw_dst="b"><link_ctn id="l"/></zoneRoute>)"),
      cluster(R"(radical="0-3,7" bb_bw="10Gbps" bb_lat="10us" core="4")"),
      cluster(R"(radical="0-119" topology="DRAGONFLY" topo_parameters="3,4;4,3;5,1;2")"),
      host(R"(id="a" speed="1Gf,2Gf" pstate="1" core="8" state_file="")"),
      platform("<AS id=\"old\" routing=\"Full\"/>"),
  };
  for (const std::string& text : good) {
    INFO(text);
    for (const auto& problem : problems_of(text)) {
      FAIL_CHECK(problem.line << ": " << problem.text);
    }
  }
}
