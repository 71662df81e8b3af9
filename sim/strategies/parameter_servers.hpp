#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "kernels/optimizers/optimizer.hpp"
#include "sim/strategies/checkpoints.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/replicas.hpp"
#include "sim/strategies/served_worker.hpp"
#include "sim/strategies/shards.hpp"

/// What every strategy with parameter servers has in common: slices, members, rounds, checkpoints.
///
/// The servers of a training hold a slice of the parameters each. What they know of each other
/// costs nothing in simulated time: who is a member, which gradients have arrived, when a round
/// begins and ends. Workers ask the first one to join.
///
/// Restarts. With `checkpoint` the training state is kept in stable storage after some rounds, and,
/// at no cost, before the first; each server writes and reads its own slice, all at once. A server
/// that stands still for a checkpoint takes no message until it is whole. While a server is off no
/// round ends. When all are on again, the interrupted round ends without a result, every server
/// reads the last whole checkpoint, and there is a roll call: who was a member asks to join, or is
/// lost after the detection delay, or when its own crash is noticed; then the next round begins.
/// Rounds go on counting: `rounds` are done in all, those that were lost among them. A crash while
/// a checkpoint is read or written, on any server, costs that one.
///
/// Standbys. With standbys a server's role passes to one of them, who has a replica if anybody has
/// (replication.hpp); that is a restart as above. All go back to the last whole replica, which
/// nobody has to read, or to the last checkpoint, if that is newer or the replica is lost.
///
/// A server's crash fails the run when there is neither.
namespace simgrad {

/// FaultResponses::server_lost.
inline constexpr std::string_view kServerLost =
    "a standby takes over with the last replica; without, all servers go back to the last "
    "checkpoint when they are on again; without that, the run fails";

struct ParameterServerOptions {
  std::int64_t rounds = 0;
  std::int64_t batch_size = 0;
  UpdateRule optimizer;
  std::string slices;
  CheckpointPolicy checkpoints;
  ReplicationPolicy replication;
  std::function<double(std::size_t parameters)> state_bytes;
  LinkPolicy links;
};

class ParameterServers {
 public:
  ParameterServers(Training& training, const ParameterServerOptions& options);
  ParameterServers(const ParameterServers&) = delete;
  ParameterServers& operator=(const ParameterServers&) = delete;
  virtual ~ParameterServers() = default;

  /// The actor of a shard's server.
  void serve(Shard& shard);
  [[nodiscard]] const std::shared_ptr<Shards>& shards() const { return shards_; }
  [[nodiscard]] const Replicas<Shards::Checkpoint>& replicas() const { return replicas_; }

 protected:
  /// Members may begin to work for round round().
  virtual void begin_round() = 0;
  /// A slice of a gradient has arrived at the shard's server, whose actor calls.
  virtual void take_gradient(Shard& shard, const Node& worker, const WorkerGradient& gradient) = 0;
  /// Other messages to the shard's server, from the servers themselves.
  virtual void take_note(Shard& /*shard*/, const Message& /*message*/) {}
  /// A transfer of this worker's step was given up.
  virtual void give_up(std::size_t worker, const GaveUp& given_up) = 0;
  /// What this worker, no member any more, was sent will not come back.
  virtual void lose(std::size_t worker) = 0;
  /// It may take part.
  virtual void admit(std::size_t worker) = 0;
  /// Something has happened, every server is up: what follows? From the shard's server's actor.
  virtual void go_on(Shard& shard, const Message& message) = 0;
  /// A crash has ended the round; all its results are lost.
  virtual void break_round() = 0;

  /// Sends every slice to a member, for its step of this number. Another server's actor may run
  /// meanwhile, at the same instant.
  void send_parameters(std::size_t worker, std::int64_t step);
  /// Lets a member begin its step of this number at its copy of the parameters.
  void go_on_from_copy(std::size_t worker, std::int64_t step);
  void end_round(const RoundReport& report);
  /// Takes a checkpoint and sends a replica, if they are due, and begins the next round, or ends
  /// the training. From the server's actor.
  void next_round(Shard& shard);
  /// Waits for the end of a checkpoint that training stands still for. From the server's actor.
  void stand_still(Node& server) const;

  [[nodiscard]] Training& training() const { return training_; }
  [[nodiscard]] Membership& membership() { return membership_; }
  [[nodiscard]] double now() const { return training_.engine().now(); }
  [[nodiscard]] std::int64_t round() const { return round_; }
  /// How often the servers have gone back to a checkpoint.
  [[nodiscard]] std::int64_t restarts() const { return restarts_; }
  [[nodiscard]] bool is_over() const { return is_over_; }
  [[nodiscard]] const UpdateRule& optimizer() const { return options_.optimizer; }

 private:
  /// Everybody has answered a roll call.
  struct AllHere {};

  void begin();
  [[nodiscard]] bool goes_on();
  void begin_next_round();
  bool take_checkpoint(Node& server);
  void take(Shard& shard, const Message& message);
  void take_join(const Shard& shard, const Message& message);
  /// Sends a replica, if one is due, and begins the next round. From the server's actor.
  void replicate_and_begin(Shard& own);
  void send_replica(Shard& shard);

  // --- server_restarts.cpp ---

  void restart(Shard& shard);
  /// Seconds that it takes to read what they go back to; nothing: there is nothing left, and the
  /// run has failed.
  std::optional<double> go_back(const Shard& shard);
  void lose_who_has_not_joined();
  bool pass_until(Shard& shard, double end_s);
  bool call_the_roll(Shard& shard);
  void answers(const Shard& shard, std::size_t worker);

  Training& training_;
  ParameterServerOptions options_;
  std::shared_ptr<Shards> shards_;
  Membership membership_;
  std::map<std::size_t, std::vector<std::int64_t>> joined_lives_;  // of the servers, by worker
  Checkpoints checkpoints_;
  Shards::Checkpoint kept_;  // the last that was whole
  Replicas<Shards::Checkpoint> replicas_;
  std::set<std::size_t> called_;  // workers whose answer to a roll call is to come
  Node* caller_ = nullptr;        // of the roll
  std::int64_t round_ = 0;
  double round_begin_s_ = 0.0;
  std::vector<std::int64_t> round_lives_;  // of the servers, when it began
  bool is_round_open_ = false;
  std::int64_t given_up_ = 0;  // the last round that was lost
  bool is_paused_ = false;     // from a round's end, or a restart, until the next round begins
  double still_until_s_ = 0.0;
  std::int64_t restarts_ = 0;
  std::vector<std::int64_t> restarted_lives_;  // of the servers, at the last restart
  bool is_over_ = false;
};

/// `own` parameters of a strategy after those of every parameter server, and how to read the
/// latter.
std::vector<Parameter> parameter_server_parameters(std::string_view rounds,
                                                   std::string_view optimizer,
                                                   std::vector<Parameter> own);
ParameterServerOptions parameter_server_options(const Training& training,
                                                const Arguments& arguments);

/// Starts the actors of the servers and the workers.
void launch_parameter_servers(Training& training, const ParameterServerOptions& options,
                              const std::shared_ptr<ParameterServers>& servers,
                              bool leaves_when_cut_off);

}  // namespace simgrad
