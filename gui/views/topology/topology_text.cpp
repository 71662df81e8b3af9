#include "gui/views/topology/topology_text.hpp"

#include <algorithm>

#include <QRegularExpression>
#include <QStringList>

#include "gui/text/text.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostLines = 8;    // of links, or of nodes, in a tooltip
constexpr std::size_t kMostStrands = 2;  // that are described with a place
constexpr const char* kBetween = " · ";

QString escaped(const std::string& text) {
  return QString::fromStdString(text).toHtmlEscaped();
}

QString paragraph(const QStringList& lines) {
  return "<qt>" + lines.join("<br>") + "</qt>";
}

QString linkLine(const TopologyModel& model, std::uint32_t link) {
  const LinkRow& row = model.run()->links->at(link);
  const Load load = model.load({link});
  QStringList parts{"<b>" + escaped(row.name) + "</b>"};
  parts << quantityText(Unit::kBytesPerSecond, row.bytes_per_s)
        << quantityText(Unit::kSeconds, row.latency_s) + " latency"
        << (load.bytes > 0.0 ? quantityText(Unit::kFraction, load.share()) + " used" : "unused");
  if (load.worst != Condition::kNormal) {
    parts << "<b>" + conditionName(load.worst) + "</b>";
  }
  return parts.join(", ");
}

QString countsLine(const std::vector<std::uint32_t>& hosts, const Moment& moment) {
  const auto counts = countStates(hosts, moment);
  QStringList parts;
  for (std::size_t i = 0; i < kHostStates; ++i) {
    if (counts[i] > 0) {
      parts << QString("%1 %2").arg(counts[i]).arg(hostStateName(static_cast<HostState>(i)));
    }
  }
  return parts.join(", ");
}

}  // namespace

QString conditionName(Condition condition) {
  switch (condition) {
    case Condition::kDown:
      return "down";
    case Condition::kImpaired:
      return "degraded";
    default:
      return "normal";
  }
}

QString describeVertex(const TopologyModel& model, std::uint32_t vertex) {
  const Vertex& subject = model.cluster().vertices[vertex];
  if (!subject.is_host) {
    return paragraph({"Junction: where routes meet"});
  }
  QString state = hostStateName(model.moment().hosts[vertex]);
  if (model.moment().is_slow[vertex]) {
    state += ", slowed down";
  }
  QStringList lines{"<b>" + escaped(subject.name) + "</b>: " + state};
  for (std::size_t i = 0; i < std::min(subject.nodes.size(), kMostLines); ++i) {
    const NodeRow& row = model.run()->nodes->at(subject.nodes[i]);
    lines << escaped(row.role) + ' ' + escaped(row.name) + ", " +
                 QString::number(row.flop_per_s, 'g', 3) + " flop/s";
  }
  if (subject.nodes.size() > kMostLines) {
    lines << QString("and %1 more nodes").arg(subject.nodes.size() - kMostLines);
  }
  return paragraph(lines);
}

QString describeZone(const TopologyModel& model, const Place& place) {
  const Zone& subject = model.zones()[place.subject];
  return paragraph(
      {"<b>" + escaped(subject.name) + "</b>: " + QString::number(subject.hosts.size()) + " hosts",
       countsLine(subject.hosts, model.moment()),
       place.kind == PlaceKind::kZone ? "Double click or Enter: unfold"
                                      : "Double click or Enter: fold"});
}

QString describeStrand(const TopologyModel& model, const Strand& strand) {
  std::vector<std::uint32_t> links = strand.forth;
  links.insert(links.end(), strand.back.begin(), strand.back.end());
  QStringList lines;
  if (links.size() > kMostLines) {
    const Load load = model.load(links);
    lines << QString("<b>%1 links</b>, %2 of their bandwidth used")
                 .arg(links.size())
                 .arg(quantityText(Unit::kFraction, load.share()));
    links.clear();
    if (load.busiest) {
      lines << "the busiest: " + linkLine(model, *load.busiest);
    }
  }
  for (const std::uint32_t link : links) {
    lines << linkLine(model, link);
  }
  return paragraph(lines);
}

std::optional<std::uint32_t> hostAt(const TopologyModel& model, const Place& block,
                                    const QPointF& point) {
  const std::vector<std::uint32_t>& hosts = model.zones()[block.subject].hosts;
  const QRectF square = blockRectangle(block, hosts.size());
  if (!square.contains(point)) {
    return std::nullopt;
  }
  const auto column = static_cast<std::size_t>((point.x() - square.left()) / kCell);
  const auto row = static_cast<std::size_t>((point.y() - square.top()) / kCell);
  const std::size_t columns = blockColumns(hosts.size());
  const std::size_t index = row * columns + column;
  return column < columns && index < hosts.size() ? std::optional(hosts[index]) : std::nullopt;
}

QString describePlace(const TopologyModel& model, const Place& place, const QPointF& point) {
  if (place.kind == PlaceKind::kZone) {
    return describeZone(model, place);
  }
  if (place.kind == PlaceKind::kBlock) {
    const auto host = hostAt(model, place, point);
    return host ? describeVertex(model, *host) : describeZone(model, place);
  }
  return describeVertex(model, place.subject);
}

QString describeChosen(const TopologyModel& model, std::size_t place) {
  const Place& subject = model.picture().places.at(place);
  QString text = subject.kind == PlaceKind::kBlock ? describeZone(model, subject)
                                                   : describePlace(model, subject, subject.centre);
  std::vector<const Strand*> strands;
  for (const Strand& strand : model.picture().strands) {
    if (strand.from == place || strand.to == place) {
      strands.push_back(&strand);
    }
  }
  if (strands.size() <= kMostStrands) {
    for (const Strand* strand : strands) {
      text += describeStrand(model, *strand);
    }
  }
  return text.remove("<qt>")
      .remove(QRegularExpression("</qt>$"))
      .replace("</qt>", kBetween)
      .replace("<br>", kBetween);
}

QString topologyCsv(const TopologyModel& model) {
  if (model.run() == nullptr) {
    return {};
  }
  const Moment& moment = model.moment();
  QString out = "kind,name,state,bytes,load\n";
  for (std::size_t i = 0; i < model.cluster().vertices.size(); ++i) {
    const Vertex& vertex = model.cluster().vertices[i];
    if (vertex.is_host) {
      out += "host," + csvField(QString::fromStdString(vertex.name)) + ',' +
             hostStateName(moment.hosts[i]) + ",,\n";
    }
  }
  const std::vector<LinkRow>& links = *model.run()->links;
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    const Load load = model.load({i});
    out += "link," + csvField(QString::fromStdString(links[i].name)) + ',' +
           conditionName(load.worst) + ',' + QString::number(moment.link_bytes[i]) + ',';
    out += (load.capacity_bytes > 0.0 ? QString::number(load.share(), 'g', 6) : QString()) + '\n';
  }
  return out;
}

}  // namespace simgrad::gui
