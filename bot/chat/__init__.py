"""The citizen's web pages: the chat, where a request stands, the list of public information."""
