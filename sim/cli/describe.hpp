#pragma once

#include <string>
#include <string_view>

/// What `simgrad describe` tells of components and sections, all from their declarations.
namespace simgrad {

/// Every family and its components, a line each.
std::string describe_all();

/// The parameters of a component, of a section of the scenario, or of `scenario`; or a family's
/// components. A name that several families have is described once for each.
///
/// Throws: Error with the nearest known name.
std::string describe(std::string_view name);

/// All of that as one JSON object: families with their components, and the scenario's sections.
std::string describe_json();

/// README's table: family, component, what it is, source.
std::string markdown_table();

}  // namespace simgrad
