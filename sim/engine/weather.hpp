#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/engine/engine.hpp"

/// What the network is like at a time, and what else goes on in it: for failures to set.
namespace simgrad {

/// A link that loses packets. Several on a way are as one that loses 1 − Π (1 − p).
///
/// Where one is lost, TCP sends less and again. Of that, simgrad has what counts at its scale:
/// - A flow of many segments runs at most at MSS / RTT · √(3/2) / √p. RTT is twice the latency of
///   its way at present, as the way back is taken to be as long. A way without latency has no
///   such cap.
/// - A message of one segment, bytes <= MSS, is lost with probability p, which nothing but its
///   retransmission time-out tells: it is sent again after that, then after twice that and so on up
///   to 120 s, 15 times at most.
/// Of several on a way the smallest MSS and the longest time-out count.
///
/// Source: Mathis, Semke, Mahdavi and Ott 1997; RFC 6298; limits as Linux has them.
/// Differs from them: the cap holds for any p, where TCP does worse than it above some 2 %.
struct PacketLoss {
  double probability = 0.0;  // of each packet, in (0, 1)
  double mss_bytes = 0.0;
  double retransmission_timeout_s = 0.0;
  std::function<bool()> next_is_lost;  // draws
};

/// Loses packets until it is called with nothing for the same cause; flows under way meet it too.
void lose_packets(Engine& engine, const std::string& link, const std::string& cause,
                  const std::optional<PacketLoss>& loss);

/// Each message over the link takes `next_delay_s()` longer, as if its way's latency were longer by
/// that, until it is called with a null function for the same cause.
void delay_messages(Engine& engine, const std::string& link, const std::string& cause,
                    std::function<double()> next_delay_s);

/// What the link has from now on in place of what the platform says; scale_link()'s factors go on
/// top. Of several causes, the longest latency and the smallest bandwidth count.
void set_link_latency(Engine& engine, const std::string& link, const std::string& cause,
                      double latency_s);
void set_link_bandwidth(Engine& engine, const std::string& link, const std::string& cause,
                        double bytes_per_s);

/// Somebody else's flow from host to host. It takes its share of every link on its way, and ends
/// early if a host or a link on it goes off. With 256 under way, further ones do not begin, nor
/// from a host that is off or paused.
void start_flow(Engine& engine, const std::string& from, const std::string& to, double bytes);

/// Calls `action` as Engine::at() does, for weather: for what may change how fast things go, but
/// wakes nobody. If nothing but weather and deadlines is left to happen by then, the run ends as
/// failed instead.
void weather_at(Engine& engine, double simulated_s, std::function<void()> action);

/// Calls `action`, which ends the run, as Engine::at() does.
void deadline_at(Engine& engine, double simulated_s, std::function<void()> action);

}  // namespace simgrad
