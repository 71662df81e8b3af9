#pragma once

#include <memory>
#include <string>

#include "sim/scenario/plan.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

/// Loads what a plan names: the data set, its partition, the model, the compute times.
///
/// Throws: ScenarioError at the key whose data, partition or model cannot be had.
TrainingSetup load(const Plan& plan);

/// The same, with a data set that is there already.
///
/// @param data  what load_data() made of a plan with the same data set and seed
TrainingSetup load(const Plan& plan, std::shared_ptr<const Dataset> data);

/// The data set alone.
///
/// Throws: ScenarioError at its key.
std::shared_ptr<const Dataset> load_data(const Plan& plan);

/// Which samples of `data` lie on which worker.
///
/// Throws: ScenarioError at the partition's key.
Assignment assign_data(const Plan& plan, const Dataset& data);

/// The model for `data`, without parameters yet: this costs nothing.
///
/// Throws: ScenarioError at its key.
std::shared_ptr<const Model> load_model(const Plan& plan, const Dataset& data);

/// Sees that every route that the strategy may use exists.
///
/// Throws: ScenarioError at the platform's key. Call before any thread is started.
void check_routes(const Plan& plan);

/// The pairs of hosts that may talk to each other: each worker and each server, both ways; and
/// each worker and each other where the strategy's workers do.
std::vector<std::pair<std::string, std::string>> used_pairs(const Plan& plan);

/// Sets the timers of the scenario's failures.
void arm_failures(const Plan& plan, Engine& engine);

/// Rounds that the strategy was asked for.
std::int64_t planned_rounds(const Plan& plan);

}  // namespace simgrad
