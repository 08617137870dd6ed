"""The scoped tools, offered over MCP."""
