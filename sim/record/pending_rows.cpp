#include "sim/record/pending_rows.hpp"

#include "kernels/error.hpp"

namespace simgrad {

PendingRows::PendingRows(std::int64_t run, std::int64_t span_limit, double traffic_width_s)
    : run_(run), traffic_width_s_(traffic_width_s), thinning_(span_limit) {}

std::size_t PendingRows::add_link(LinkRow row) {
  SIMGRAD_REQUIRE(!traffic_, "all links are recorded before any traffic");
  link_names_.push_back(row.name);
  add(std::move(row));
  return link_names_.size() - 1;
}

void PendingRows::add_traffic(std::size_t link_index, double begin_s, double end_s,
                              std::int64_t bytes) {
  if (!traffic_) {
    traffic_.emplace(link_names_.size(), traffic_width_s_);
    frozen_link_names_ = std::make_shared<const std::vector<std::string>>(link_names_);
  }
  traffic_->add(link_index, begin_s, end_s, bytes);
  latest_s_ = std::max(latest_s_, end_s);
}

void PendingRows::add_span(SpanRow row) {
  const std::int64_t old_stride = thinning_.stride();
  const bool was_full = thinning_.is_full();
  const double end_s = row.end_s;
  latest_s_ = std::max(latest_s_, end_s);
  const bool is_kept = thinning_.keeps(row.round);
  const std::int64_t stride = thinning_.stride();
  if (stride != old_stride) {
    std::erase_if(batch_.list<SpanRow>(), [stride](const SpanRow& span) {
      return span.round % stride != 0;
    });
    batch_.delete_spans_off_stride = stride;
  }
  if (is_kept) {
    add(std::move(row));
  }
  if (stride != old_stride || thinning_.is_full() != was_full) {
    report_thinning(end_s);
  }
}

void PendingRows::report_thinning(double simulated_s) {
  std::string detail;
  if (thinning_.stride() > 1) {
    detail =
        "stride " + std::to_string(thinning_.stride()) + ": only rounds divisible by it have spans";
  }
  if (thinning_.is_full()) {
    detail += std::string(detail.empty() ? "" : "; ") + "full: later spans are left out";
  }
  if (!detail.empty()) {
    add(EventRow{
        .simulated_s = simulated_s, .kind = "thinned", .subject = "span", .detail = detail});
  }
}

Batch PendingRows::take(double wall_s) {
  Batch batch = std::exchange(batch_, Batch{});
  batch.wall_s = wall_s;
  batch.simulated_s = latest_s_;
  if (traffic_) {
    batch.traffic = traffic_->take_changes();
    batch.link_names = frozen_link_names_;
  }
  return batch;
}

}  // namespace simgrad
